import { describe, expect, test } from 'vitest'
import { action, actions, errors, toast } from '../../server/index.js'
import { useApp } from './app.js'
import { gate } from './page.js'
import { isSame, openSite } from './visit-site.js'

const open = useApp()

test('a form by GET visits its URL with its fields, and the button that was used', async () => {
  const site = await openSite(open, {
    pages: {
      '/': `<form action="/find?old=1"><input name="q" value="a b"><input type="checkbox" name="no"><textarea name="t">x\ny</textarea>
        <button name="by" value="name">find</button></form>`,
      '/find': ({ query }) => `<h1>${query['q']}</h1>`,
    },
  })
  await site.page.click('button')
  await expect.poll(() => site.page.textContent('h1')).toBe('a b')
  expect(site.page.url()).toBe(`${site.url}/find?q=a+b&t=x%0D%0Ay&by=name`)
  expect(await isSame(site)).toBe(true)
})

describe('a form by POST', () => {
  /** A list with a form, served by an action as without JavaScript. */
  const list = () => {
    const titles: string[] = []
    const add = action((_ctx, input) => {
      const { title } = input as { title: string }
      if (!title) return errors({ title: ['Give a title'] })
      titles.push(title)
      return toast('Added')
    })
    const table = actions({ add })
    return {
      titles,
      page: async (ctx: Parameters<typeof table>[0]) => {
        let shown: string | undefined
        await table(ctx, async () => {
          const { errors, values } = ctx.hyper
          shown = `<h1>List</h1><form method="post"><input name="title" value="${values['title'] ?? ''}" ${errors['title'] ? 'aria-invalid="true"' : ''}>
            <p id="error">${errors['title'] ?? ''}</p><button name="_action" value="add">Add</button></form>
            <ul>${titles.map((title) => `<li>${title}</li>`).join('')}</ul>
            <div x-toasts='${JSON.stringify(ctx.hyper.toasts())}'></div>`
        })
        return shown === undefined ? undefined : { body: shown, status: ctx.status === 422 ? 422 : 200 }
      },
    }
  }

  test('follows the redirect; the form is empty, and toasts are shown', async () => {
    const { page: render, titles } = list()
    const site = await openSite(open, { pages: { '/list': render } })
    const { page, url } = site
    await page.fill('input', 'Milk')
    await page.click('button')
    await expect.poll(() => page.textContent('ul')).toBe('Milk')
    expect(titles).toEqual(['Milk'])
    expect(page.url()).toBe(`${url}/list`)
    await expect.poll(() => page.inputValue('input')).toBe('')
    await page.waitForSelector('.hyper-toast')
    expect(await isSame(site)).toBe(true)
    await page.fill('input', 'Bread')
    await page.click('button')
    await expect.poll(() => page.textContent('ul')).toBe('MilkBread')
  })

  test('that is refused is shown where it is, with what was typed, and the focus on it', async () => {
    const { page: render } = list()
    const site = await openSite(open, { pages: { '/list': render }, expectErrors: /422/ })
    const { page, url } = site
    const length = await page.evaluate('history.length')
    await page.click('button')
    await expect.poll(() => page.textContent('#error')).toBe('Give a title')
    expect(page.url()).toBe(`${url}/list`)
    await page.waitForSelector('input:focus')
    expect(await page.evaluate('history.length')).toBe(length)
    await page.fill('input', 'Milk')
    await page.click('button')
    await expect.poll(() => page.textContent('ul')).toBe('Milk')
    expect(await page.textContent('#error')).toBe('')
    expect(await isSame(site)).toBe(true)
  })

  test('is sent once, however often it is asked for', async () => {
    const answer = gate()
    let posts = 0
    const site = await openSite(open, {
      pages: {
        '/': '<form method="post" action="/add"><button>Add</button></form>',
        '/add': async (ctx) => {
          if (ctx.method === 'POST') posts++
          await answer.opened
          ctx.redirect('/done')
          ctx.status = 303
          return undefined
        },
        '/done': '<h1>Done</h1>',
      },
    })
    await site.page.evaluate(`for (let i = 0; i < 3; i++) document.querySelector('button').click()`)
    await expect.poll(() => posts).toBe(1)
    await site.page.click('button')
    answer.open()
    await expect.poll(() => site.page.textContent('h1')).toBe('Done')
    expect(posts).toBe(1)
    expect(site.page.url()).toBe(`${site.url}/done`)
  })

  test('goes as multipart if it says so, and as the button says', async () => {
    const types: string[] = []
    const site = await openSite(open, {
      pages: {
        '/': `<form method="get" action="/no"><input name="a" value="1"><input type="file" name="f">
          <button formmethod="post" formaction="/take" formenctype="multipart/form-data">send</button></form>`,
        '/take': (ctx) => {
          types.push(ctx.get('Content-Type'))
          return '<h1>Taken</h1>'
        },
      },
    })
    await site.page.setInputFiles('input[type=file]', {
      name: 'x.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x'),
    })
    await site.page.click('button')
    await expect.poll(() => site.page.textContent('h1')).toBe('Taken')
    expect(types).toEqual([expect.stringContaining('multipart/form-data; boundary=')])
    expect(site.page.url()).toBe(`${site.url}/take`)
  })

  test('that the network fails is not sent again: the page stays, and an error tells', async () => {
    let posts = 0
    const site = await openSite(open, {
      pages: {
        '/': '<h1>Form</h1><form method="post" action="/cut"><input name="a"><button>send</button></form>',
        '/cut': (ctx) => {
          posts++
          ctx.respond = false
          ctx.req.socket.destroy()
          return undefined
        },
      },
      expectErrors: /x-visit|ERR_/,
    })
    await site.page.evaluate(
      `document.addEventListener('hyper:error', ({ target, detail }) => { window.told = target.localName + ' ' + detail.error.code })`,
    )
    await site.page.fill('input', 'typed')
    await site.page.click('button')
    await expect.poll(() => site.page.evaluate('window.told')).toBe('form network')
    expect(await site.page.inputValue('input')).toBe('typed')
    expect(posts).toBeGreaterThan(0)
    expect(await isSame(site)).toBe(true)
  })

  test('that leads to another origin takes the page there, and is sent once', async () => {
    let posts = 0
    const site = await openSite(open, {
      pages: {
        '/': '<form method="post" action="/pay"><button>pay</button></form>',
        '/pay': (ctx) => {
          posts++
          ctx.redirect(`http://127.0.0.1:${new URL(ctx.href).port}/bank`)
          return undefined
        },
        '/bank': '<h1>Bank</h1>',
      },
    })
    await site.page.click('button')
    await site.page.waitForURL('http://127.0.0.1:*/bank')
    expect(posts).toBe(1)
  })

  test('that answers with a file saves it', async () => {
    const site = await openSite(open, {
      pages: {
        '/': '<h1>Form</h1><form method="post" action="/report"><button>get</button></form>',
        '/report': (ctx) => {
          ctx.attachment('report.csv')
          ctx.body = 'a,b'
          return undefined
        },
      },
    })
    const download = site.page.waitForEvent('download')
    await site.page.click('button')
    expect((await download).suggestedFilename()).toBe('report.csv')
    expect(await site.page.textContent('h1')).toBe('Form')
  })
})

test.each([
  ['method="dialog"', '<dialog open><form method="dialog"><button>b</button></form></dialog>'],
  ['x-visit.off', '<form x-visit.off action="/two"><button>b</button></form>'],
  ['target="_blank"', '<form target="_blank" action="/two"><button>b</button></form>'],
])('a form with %s is left to the browser', async (_what, form) => {
  const { page } = await openSite(open, { pages: { '/': form, '/two': '<h1>Two</h1>' } })
  // heard behind the document, where a visit takes the form from the browser; here nobody is to have it
  const isTaken = page.evaluate(
    () =>
      new Promise((resolve) =>
        addEventListener('submit', (event) => {
          resolve(event.defaultPrevented)
          event.preventDefault()
        }),
      ),
  )
  await page.click('button')
  expect(await isTaken).toBe(false)
})
