import type AlpineJs from 'alpinejs'
import hyper from './index.js'
import visit from './visit.js'

/** One script for a page without a build. Alpine may come before or after it. */
const { Alpine } = window as { Alpine?: AlpineJs.Alpine }

if (Alpine) startLate(Alpine)
else
  document.addEventListener('alpine:init', () =>
    (window as unknown as { Alpine: AlpineJs.Alpine }).Alpine.plugin([hyper, visit]),
  )

/** Alpine starts at the end of its own script: what it has set up without the plugin is set up anew. */
function startLate(Alpine: AlpineJs.Alpine): void {
  Alpine.plugin([hyper, visit])
  const prefix = Alpine.prefixed('')
  const roots = [
    ...document.querySelectorAll<HTMLElement>(
      ['data', 'init', 'hyper', 'toasts', 'live', 'online', 'offline'].map((name) => `[${prefix}${name}]`).join(),
    ),
  ]
  for (const root of roots.filter((each) => !roots.some((other) => other !== each && other.contains(each)))) {
    Alpine.destroyTree(root)
    Alpine.initTree(root)
  }
}
