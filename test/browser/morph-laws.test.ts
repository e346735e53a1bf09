import fc from 'fast-check'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { action, elements } from '../../server/index.js'
import { useApp } from './app.js'
import { change, seed, tree } from './morph/arbitrary.js'
import { tools } from './morph/tools.js'

const open = useApp()

const runs = 300

/** A page that is given trees by the server, and by its own parser. */
async function openLab() {
  const { page, errors } = await open({
    body: '<div id="source" x-data hidden></div><main id="root"></main>',
    script: `${tools}
      // no case waits for a frame
      const { port1, port2 } = new MessageChannel()
      const queue = []
      port1.onmessage = () => queue.shift()()
      const later = window.setTimeout
      window.requestAnimationFrame = (run) => (queue.push(run), port2.postMessage(0))
      window.setTimeout = (run, time = 0) => time ? later(run, time) : requestAnimationFrame(run)
      window.settled = async () => {
        for (let turn = 0; turn < 3; turn++) await new Promise(requestAnimationFrame)
      }
      const markupOf = (content) => '<main id="root" x-data="${seed}">' + content + '</main>'
      window.fresh = async (content) => {
        const { content: { firstChild } } = Object.assign(document.createElement('template'), { innerHTML: markupOf(content) })
        $('#root').replaceWith(firstChild)
        await settled()
      }
      window.serve = async (content) => {
        const [run] = Alpine.evaluate($('#source'), '[$action]')
        const { ok, problems } = await run('morph', { markup: markupOf(content) })
        if (!ok || problems.length) throw problems[0] ?? 'failed'
        await settled()
      }
      // a new root has no base yet
      window.clear = async () => {
        $('#root').replaceWith(Object.assign(document.createElement('main'), { id: 'root' }))
        await settled()
      }
      window.alter = async (script) => {
        new Function('s', script)(Alpine.$data($('#root')))
        await settled()
      }
      window.withId = () => Object.fromEntries($$('#root [id]').map((el) => [el.id, el]))`,
    actions: { morph: action((_, { markup }) => elements(String(markup), { target: '#root', strict: true })) },
  })
  /** Runs the body of an async function in the page, with what it is given. */
  async function run<T>(body: string, given: unknown): Promise<T> {
    const result = (await (page as Page).evaluate(
      `(async (given) => { try { ${body} } finally { await clear() } })(${JSON.stringify(given)})`,
    )) as T
    // not the next case's
    expect(errors.splice(0)).toEqual([])
    return result
  }
  return run
}

test('a page that was morphed equals a fresh one, and goes on as a fresh one', async () => {
  const run = await openLab()
  const trees = fc.array(tree, { minLength: 2, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(trees, change, change, async (trees, one, two) => {
      const morphed = await run(
        `await serve(given.trees[0]); await alter(given.one); for (const each of given.trees.slice(1)) await serve(each)
        const first = look($('#root')); await alter(given.two); return [first, look($('#root'))]`,
        { trees, one, two },
      )
      const fresh = await run(
        `await fresh(given.last); await alter(given.one); const first = look($('#root'))
        await alter(given.two); return [first, look($('#root'))]`,
        { last: trees.at(-1), one, two },
      )
      expect(morphed).toEqual(fresh)
    }),
    { numRuns: runs },
  )
}, 120_000)

test('the same markup again changes nothing, whatever the client did', async () => {
  const run = await openLab()
  const deeds = fc.array(
    fc.record({
      deed: fc.oneof(
        change.map(
          (script) =>
            `Alpine.$data($('#root')) && (new Function('s', ${JSON.stringify(script)}))(Alpine.$data($('#root')))`,
        ),
        fc.constantFrom(
          'el.classList.add("mine")',
          'el.classList.remove("a")',
          'el.setAttribute("title", "mine")',
          'el.removeAttribute("style")',
          'el.style.color = "pink"',
          'el.append("mine")',
          'el.before(document.createElement("u"))',
          'el.remove()',
          'el.replaceChildren()',
          'el.firstChild && (el.firstChild.data = "mine")',
          'el.parentNode.prepend(el)',
          'el.value = "mine"',
          'el.checked = true',
          'el.click()',
        ),
      ),
      at: fc.nat(30),
    }),
    { maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(tree, deeds, async (tree, deeds) => {
      const records = await run(
        `await serve(given.tree)
        for (const { deed, at } of given.deeds) {
          const all = $$('#root :not(template)')
          if (all.length) new Function('el', deed)(all[at % all.length])
          await settled()
        }
        const records = []
        const observer = new MutationObserver((some) => records.push(...some))
        observer.observe($('#root'), { subtree: true, childList: true, attributes: true, characterData: true })
        await serve(given.tree)
        records.push(...observer.takeRecords())
        observer.disconnect()
        return records.map(({ type, target, attributeName }) => type + ' ' + attributeName + ' ' + look(target))`,
        { tree, deeds },
      )
      expect(records).toEqual([])
    }),
    { numRuns: runs },
  )
}, 120_000)

test('an element that keeps its id and its tag is the same one, with what the client put on it', async () => {
  const run = await openLab()
  await fc.assert(
    fc.asyncProperty(tree, tree, change, async (before, after, script) => {
      const lost = await run(
        `await serve(given.before); await alter(given.script)
        const was = withId()
        const takesNodes = (el) => !el.matches('[x-text], template')
        for (const el of Object.values(was)) {
          el.classList.add('mine')
          el.setAttribute('data-mine', el.id)
          if (takesNodes(el)) el.append(Object.assign(document.createElement('u'), { className: 'mine' }))
        }
        await serve(given.after)
        return Object.values(withId()).filter((el) => was[el.id]?.localName === el.localName).flatMap((el) => [
          was[el.id] !== el && el.id + ' is another element',
          !el.classList.contains('mine') && el.id + ' lost its class',
          el.dataset.mine !== el.id && el.id + ' lost its attribute',
          takesNodes(el) && ![...el.children].some((each) => each.matches('u.mine')) && el.id + ' lost its node',
        ]).filter(Boolean)`,
        { before, after, script },
      )
      expect(lost).toEqual([])
    }),
    { numRuns: runs },
  )
}, 120_000)

test('a component that is kept by its id keeps its state, and is initialised once', async () => {
  const run = await openLab()
  const ids = fc.shuffledSubarray([...'abcdef'], { minLength: 1 })
  const nested = fc.tuple(ids, fc.array(fc.constantFrom('wrap', 'text', 'flat', 'in'), { minLength: 6, maxLength: 6 }))
  await fc.assert(
    fc.asyncProperty(nested, nested, async (before, after) => {
      const wrong = await run(
        `const markup = ([ids, how]) => ids.reduce((markup, id, n) => {
          const own = (inside) => '<div id="' + id + '" x-data="{ c: 0 }" x-init="count(\`' + id + '\`)"><b x-text="c"></b>' + inside + '</div>'
          if (how[n] === 'in') return own(markup)
          if (how[n] === 'wrap') return markup + '<section>' + own('') + '</section>'
          return markup + (how[n] === 'text' ? 'text' : '') + own('')
        }, '')
        counts = {}
        await serve(markup(given.before))
        const was = withId()
        for (const el of Object.values(was)) Alpine.$data(el).c = el.id
        await serve(markup(given.after))
        const is = withId()
        return Object.values(is).flatMap((el) => [
          counts[el.id] !== 1 && el.id + ' was initialised ' + counts[el.id] + ' times',
          was[el.id] && was[el.id] !== el && el.id + ' is another element',
          $('#' + el.id + ' > b').textContent !== (was[el.id] ? el.id : '0') && el.id + ' lost its state',
        ]).filter(Boolean)`,
        { before, after },
      )
      expect(wrong).toEqual([])
    }),
    { numRuns: runs },
  )
}, 120_000)
