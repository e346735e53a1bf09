/** Milliseconds after which a bar shows that a visit is under way. */
const patience = 300

/** Tells, by `data-visiting` on `<html>` and then by a bar, that a visit is under way, until it is called again. */
export function showProgress(): () => void {
  const { documentElement } = document
  documentElement.dataset['visiting'] = ''
  const bar = document.createElement('div')
  const timer = setTimeout(() => {
    bar.className = 'hyper-progress'
    bar.ariaHidden = 'true'
    // set by script, which a strict policy allows
    bar.style.cssText =
      'position:fixed;z-index:2147483647;inset:0 0 auto;height:3px;transform-origin:0;background:var(--hyper-progress,#06c)'
    documentElement.append(bar)
    const steps = [0, 0.7, 0.9].map((share) => ({ transform: `scaleX(${share})` }))
    bar.animate(steps, { duration: 20_000, easing: 'cubic-bezier(0,.9,.2,1)', fill: 'forwards' })
  }, patience)
  return () => {
    clearTimeout(timer)
    bar.remove()
    delete documentElement.dataset['visiting']
  }
}
