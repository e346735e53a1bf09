import Alpine from 'alpinejs'
import hyper from '../../plugin/index.js'
import visit from '../../plugin/visit.js'

Alpine.plugin([hyper, visit])

/** Takes the focus when the element that had it has left the page. */
Alpine.data('focusFallback', () => ({
  take() {
    const { activeElement } = document
    if (activeElement === document.body || !activeElement?.checkVisibility()) this.$el.focus()
  },
}))

/** Steps from a field to the rows below it, and back. */
Alpine.data('arrows', () => ({
  move(step: number) {
    const stops = [...this.$root.querySelectorAll<HTMLElement>('input, summary')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[at + step]?.focus()
  },
}))

/** How long the document has been open, and how many pages it has shown. */
Alpine.data('stopwatch', () => ({
  seconds: 0,
  pages: 1,
  get time() {
    return `${Math.floor(this.seconds / 60)}:${String(this.seconds % 60).padStart(2, '0')}`
  },
  init() {
    setInterval(() => {
      this.seconds++
    }, 1000)
    document.addEventListener('hyper:visit', () => {
      this.pages++
    })
  },
}))

/** Says who types, until three seconds after the last word of it, or until it is said. */
Alpine.data('typing', () => ({
  text: '',
  timer: 0,
  heard(name: string) {
    this.text = name && `${name} is typing …`
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      this.text = ''
    }, 3000)
  },
}))

Alpine.start()
