/** What scripts and checks of scenarios see in the page. */
export const tools = `
window.$ = (selector) => document.querySelector(selector)
window.$$ = (selector) => [...document.querySelectorAll(selector)]
window.counts = {}
window.count = (name) => { counts[name] = (counts[name] ?? 0) + 1 }
window.data = (selector = '#root') => Alpine.$data($(selector))
window.text = (selector) => $(selector)?.textContent
window.texts = (selector) => $$(selector).map((el) => el.textContent)
window.visible = (selector) => $$(selector).map((el) => el.checkVisibility())
window.classes = (selector) => [...$(selector).classList].sort().join(' ')
window.values = (selector) => $$(selector).map((el) => el.value)
window.click = (selector) => $(selector).click()
window.put = (selector, value) => {
  const el = $(selector)
  el[/checkbox|radio/.test(el.type) ? 'checked' : 'value'] = value
  el.dispatchEvent(new Event('input', { bubbles: true }))
  el.dispatchEvent(new Event('change', { bubbles: true }))
}
window.plain = (read) => {
  try {
    return JSON.parse(JSON.stringify(read() ?? null))
  } catch (error) {
    return String(error)
  }
}
window.settled = async () => {
  await Alpine.nextTick()
  await new Promise((done) => setTimeout(done))
}
// Alpine hides in the next frame
window.framed = async () => {
  await settled()
  await new Promise(requestAnimationFrame)
  await settled()
}
window.serve = async (...sent) => {
  const [run] = Alpine.evaluate($('#source'), '[$action]')
  await run('answer', { sent }, { lane: 'parallel' })
}
window.look = (node) => {
  const inside = [...(node.content ?? node).childNodes].map(look).join('')
  if (node.nodeType !== 1) return node.nodeType === 3 ? node.data : '<!--' + node.data + '-->'
  const attributes = node.getAttributeNames().sort().map((name) => {
    const value = node.getAttribute(name)
    if (name === 'class') return [name, [...node.classList].sort().join(' ')]
    return [name, name === 'style' ? node.style.cssText.split('; ').map((each) => each.replace(';', '')).sort().join() : value]
  })
  const told = attributes.filter(([name, value]) => value || !/^(class|style)$/.test(name))
  const live = 'value' in node && node.localName !== 'li' ? ' ~' + node.value + '~' + (node.checked ?? '') : ''
  return '<' + node.localName + told.map(([name, value]) => ' ' + name + '="' + value + '"').join('') + live + '>' +
    inside + '</' + node.localName + '>'
}
`
