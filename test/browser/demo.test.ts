import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'
import { gate } from './page.js'

const { serve, visit, temporaryFolder } = useDemo()

const fieldOf = (page: Page) => page.getByLabel('What is to be done?')
const titles = (page: Page) => page.getByRole('listitem').locator('.title').allTextContents()
const todo = (page: Page, name: string) => page.getByRole('checkbox', { name })
const numbers = (page: Page) => page.getByRole('heading', { level: 2, name: /open/ })
const isFocused = (locator: Locator) => locator.evaluate((el) => el === document.activeElement)

async function add(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    await fieldOf(page).fill(name)
    await fieldOf(page).press('Enter')
    await todo(page, name).waitFor()
  }
}

async function seeTitles(page: Page, ...names: string[]): Promise<void> {
  await expect.poll(() => titles(page)).toEqual(names)
}

async function seeNumbers(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await numbers(page).textContent())?.trim()).toBe(text)
}

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('a gate counts for itself, and the total changes in both', async () => {
    const { page } = await visit('/', { alpine })
    const north = page.getByRole('region', { name: 'North gate' })
    const south = page.getByRole('region', { name: 'South gate' })
    await north.getByRole('button').click()
    await south.getByRole('button').click()
    await south.getByRole('button').click()
    await expect.poll(() => south.getByRole('status').textContent()).toBe('2')
    expect(await north.getByRole('status').textContent()).toBe('1')
    expect(await north.getByText('through both gates').textContent()).toBe('3 through both gates')
    expect(await south.getByText('through both gates').textContent()).toBe('3 through both gates')

    await page.reload()
    expect(await north.getByRole('status').textContent()).toBe('0')
    expect(await north.getByText('through both gates').textContent()).toBe('3 through both gates')
  })

  test('five quick clicks let five through', async () => {
    const { page } = await visit('/', { alpine })
    await page.getByRole('button', { name: 'North gate' }).evaluate((button: HTMLElement) => {
      for (let i = 0; i < 5; i++) button.click()
    })
    await expect.poll(() => page.getByRole('status', { name: 'North gate' }).textContent()).toBe('5')
  })

  test('the button of the waiting gate is busy, the other is not', async () => {
    const { page } = await visit('/', { alpine })
    const answer = gate()
    await page.route('/', async (route) => {
      await answer.opened
      await route.continue()
    })
    const north = page.getByRole('button', { name: 'North gate' })
    await north.click()
    await expect.poll(() => north.getAttribute('data-busy')).toBe('true')
    expect(await page.getByRole('button', { name: 'South gate' }).getAttribute('data-busy')).toBeNull()
    answer.open()
    await expect.poll(() => north.getAttribute('data-busy')).toBeNull()
  })

  test('a to-do is added, and the field is empty for the next one', async () => {
    const { page } = await visit('/todos', { alpine })
    await page.getByText('Nothing on the list.', { exact: true }).waitFor()
    await add(page, 'Buy bread', 'Wax the <b>boots</b>')
    await seeTitles(page, 'Buy bread', 'Wax the <b>boots</b>')
    await seeNumbers(page, '2 open, 0 done')
    expect(await fieldOf(page).inputValue()).toBe('')
    expect(await isFocused(fieldOf(page))).toBe(true)
    expect(await page.getByText('Nothing on the list.', { exact: true }).isVisible()).toBe(false)
  })

  test('what is refused is said at the field, until it is put right', async () => {
    const { page } = await visit('/todos', { alpine })
    const alert = page.getByRole('alert').first()
    const refused = page.waitForResponse((response) => response.status() === 422)
    await fieldOf(page).press('Enter')
    await refused
    await expect.poll(() => alert.textContent()).toBe('Say what is to be done.')
    expect(await fieldOf(page).getAttribute('aria-invalid')).toBe('true')
    expect(await fieldOf(page).getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'))

    await add(page, 'Buy bread')
    await expect.poll(() => alert.textContent()).toBe('')
    expect(await fieldOf(page).getAttribute('aria-invalid')).toBeNull()

    await fieldOf(page).fill('Buy bread')
    await fieldOf(page).press('Enter')
    await expect.poll(() => alert.textContent()).toBe('That is on the list already.')
    expect(await fieldOf(page).inputValue()).toBe('Buy bread')
  })

  test('a to-do is ticked off and opened again, and keeps the focus', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots')
    await todo(page, 'Buy bread').focus()
    await page.keyboard.press('Space')
    await expect.poll(() => todo(page, 'Buy bread').isChecked()).toBe(true)
    await seeNumbers(page, '1 open, 1 done')
    expect(await isFocused(todo(page, 'Buy bread'))).toBe(true)
    await page.keyboard.press('Space')
    await expect.poll(() => todo(page, 'Buy bread').isChecked()).toBe(false)
    await seeNumbers(page, '2 open, 0 done')
  })

  test('Enter saves a new title, Escape leaves the old one, and the focus returns', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots')
    const rename = page.getByRole('listitem').first().locator('summary')
    const field = page.getByRole('textbox', { name: 'New title' })

    await rename.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => isFocused(field)).toBe(true)
    await page.keyboard.type('Buy cheese')
    await page.keyboard.press('Enter')
    await seeTitles(page, 'Buy cheese', 'Wax the boots')
    await expect.poll(() => isFocused(rename)).toBe(true)
    expect(await field.isVisible()).toBe(false)

    await page.keyboard.press('Enter')
    await expect.poll(() => isFocused(field)).toBe(true)
    expect(await field.inputValue()).toBe('Buy cheese')
    await page.keyboard.type('Buy nothing')
    await page.keyboard.press('Escape')
    await expect.poll(() => isFocused(rename)).toBe(true)
    await seeTitles(page, 'Buy cheese', 'Wax the boots')

    await page.keyboard.press('Enter')
    await expect.poll(() => field.inputValue()).toBe('Buy cheese')
    await field.fill('')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('listitem').getByRole('alert').textContent()).toBe('Say what is to be done.')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => isFocused(rename)).toBe(true)
  })

  test('what is removed comes back where it was, and the focus is not lost', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots', 'Print the map')
    await page.getByRole('button', { name: 'Remove Wax the boots' }).focus()
    await page.keyboard.press('Enter')
    await seeTitles(page, 'Buy bread', 'Print the map')
    await seeNumbers(page, '2 open, 0 done')
    await expect.poll(() => isFocused(todo(page, 'Print the map'))).toBe(true)

    const toast = page.getByRole('region', { name: 'Notifications' }).getByRole('status')
    expect(await toast.getByRole('paragraph').textContent()).toBe('“Wax the boots” is removed.')
    await toast.getByRole('button', { name: 'Undo' }).click()
    await seeTitles(page, 'Buy bread', 'Wax the boots', 'Print the map')
    await seeNumbers(page, '3 open, 0 done')
    await expect.poll(() => isFocused(numbers(page))).toBe(true)
  })

  test('what is done is removed together, and comes back together', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots', 'Print the map')
    const clear = page.getByRole('button', { name: 'Remove what is done' })
    expect(await clear.isVisible()).toBe(false)
    await todo(page, 'Buy bread').click()
    await seeNumbers(page, '2 open, 1 done')
    await todo(page, 'Print the map').click()
    await seeNumbers(page, '1 open, 2 done')
    await clear.click()
    await seeTitles(page, 'Wax the boots')
    await seeNumbers(page, '1 open, 0 done')
    await expect.poll(() => clear.isVisible()).toBe(false)
    await expect.poll(() => isFocused(numbers(page))).toBe(true)
    await page.getByText('2 to-dos are removed.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await seeTitles(page, 'Buy bread', 'Wax the boots', 'Print the map')
  })

  test('the filter is in the address: it holds for what follows, a reload and the way back', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots')
    await todo(page, 'Buy bread').click()
    await seeNumbers(page, '1 open, 1 done')

    const filter = (name: string) =>
      page.getByRole('navigation', { name: 'Which to-dos' }).getByRole('link', { name, exact: true })
    await filter('Open').click()
    await page.waitForURL('/todos?filter=open')
    await seeTitles(page, 'Wax the boots')
    expect(await filter('Open').getAttribute('aria-current')).toBe('true')
    expect(await filter('All').getAttribute('aria-current')).toBeNull()
    await page.reload()
    await seeTitles(page, 'Wax the boots')
    expect(await filter('Open').getAttribute('aria-current')).toBe('true')
    await todo(page, 'Wax the boots').click()
    await seeTitles(page)
    await page.getByText('Nothing is open.', { exact: true }).waitFor()

    await filter('Done').click()
    await page.waitForURL('/todos?filter=done')
    await seeTitles(page, 'Buy bread', 'Wax the boots')
    await fieldOf(page).fill('Print the map')
    await fieldOf(page).press('Enter')
    await page.getByText('“Print the map” is among the open ones.').waitFor()
    await seeNumbers(page, '1 open, 2 done')

    await page.goBack()
    await seeTitles(page, 'Print the map')
    expect(await filter('Open').getAttribute('aria-current')).toBe('true')
  })

  test('what another tab has removed leaves this one too', async () => {
    const { page } = await visit('/todos', { alpine })
    await add(page, 'Buy bread', 'Wax the boots')
    const other = await page.context().newPage()
    await other.goto('/todos')
    await other.getByRole('button', { name: 'Remove Buy bread' }).click()
    await seeTitles(other, 'Wax the boots')
    await todo(page, 'Buy bread').click()
    await seeTitles(page, 'Wax the boots')
  })

  test('while the server is away the page says so, and what was done is sent when it is back', async () => {
    const folder = temporaryFolder()
    const { page, url, stop } = await visit('/', { alpine, folder, expectErrors: /ERR_CONNECTION_REFUSED/ })
    await stop()
    await page.getByRole('button', { name: 'North gate' }).click()
    await page.getByText('No connection. What you did is sent when it is back.').waitFor()
    await serve({ alpine, folder, port: Number(new URL(url).port) })
    await expect.poll(() => page.getByRole('status', { name: 'North gate' }).textContent()).toBe('1')
    await page.getByText('No connection.').waitFor({ state: 'hidden' })
  })
})

test('the database survives a restart', async () => {
  const folder = temporaryFolder()
  const { page, stop } = await visit('/todos', { folder })
  await add(page, 'Buy bread')
  await page.goto('/')
  await page.getByRole('button', { name: 'North gate' }).click()
  await expect.poll(() => page.getByRole('status', { name: 'North gate' }).textContent()).toBe('1')
  await stop()

  const second = await serve({ folder })
  await page.goto(second.url)
  expect(await page.getByText('1 through both gates').count()).toBe(2)
  await page.goto(`${second.url}/todos`)
  expect(await titles(page)).toEqual(['Buy bread'])
})

describe('without JavaScript', () => {
  test('the gates count the total', async () => {
    const { page } = await visit('/', { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'North gate' }).click()
    await page.getByText('1 through both gates').first().waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  })

  test('to-dos are added, ticked off, renamed, filtered and removed', async () => {
    const { page } = await visit('/todos', { javaScriptEnabled: false })
    await add(page, 'Buy bread', 'Wax the boots')
    await todo(page, 'Buy bread').click()
    await seeNumbers(page, '1 open, 1 done')
    expect(await todo(page, 'Buy bread').isChecked()).toBe(true)

    await page.getByRole('link', { name: 'Open' }).click()
    await page.waitForURL('/todos?filter=open')
    expect(await titles(page)).toEqual(['Wax the boots'])
    await page.locator('summary', { hasText: 'Rename' }).click()
    await page.getByLabel('New title').fill('Wax the skis')
    await page.getByRole('button', { name: 'Save' }).click()
    await seeTitles(page, 'Wax the skis')
    expect(page.url()).toContain('?filter=open')

    await page.getByRole('button', { name: 'Remove Wax the skis' }).click()
    await seeTitles(page)
    await page.getByRole('button', { name: 'Remove what is done' }).click()
    await seeNumbers(page, '0 open, 0 done')
  })

  test('what is refused is said at the field, with status 422', async () => {
    const { page } = await visit('/todos?filter=open', { javaScriptEnabled: false })
    const long = 'x'.repeat(81)
    await fieldOf(page).fill(long)
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Add' }).click()
    expect((await answer).status()).toBe(422)
    expect(await page.getByRole('alert').first().textContent()).toBe('Keep it to 80 characters.')
    expect(await fieldOf(page).inputValue()).toBe(long)
    expect(await fieldOf(page).getAttribute('aria-invalid')).toBe('true')

    await add(page, 'Buy bread')
    await page.locator('summary', { hasText: 'Rename' }).click()
    await page.getByLabel('New title').fill(' ')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => page.getByRole('listitem').getByRole('alert').textContent()).toBe('Say what is to be done.')
    expect(await page.getByLabel('New title').isVisible()).toBe(true)
    expect(await page.getByRole('alert').first().textContent()).toBe('')
  })
})

test.each(['/', '/todos', '/board'])('%s fits a small phone, and what is pressed there is big enough', async (path) => {
  const { page } = await visit(path, { viewport: { width: 360, height: 640 } })
  if (path === '/todos') await add(page, 'Buy bread', 'Ask the hut whether the upper path is free of snow')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  const targets = page.locator('header a:visible, main :is(a, button, summary, input):visible, aside summary:visible')
  for (const target of await targets.all()) {
    const { height = 0 } = (await target.boundingBox()) ?? {}
    expect(height, await target.evaluate((el) => el.outerHTML)).toBeGreaterThanOrEqual(44)
  }
})

test.each([
  ['/', 'counter'],
  ['/todos', 'todos'],
])('%s shows its own source, folded on a phone and open where there is room', async (path, name) => {
  const { page } = await visit(path, { viewport: { width: 390, height: 844 } })
  const source = page.getByRole('region', { name: `demo/pages/${name}.ts` })
  expect(await source.isVisible()).toBe(false)
  await page.getByText('The source of this page').click()
  expect(await source.isVisible()).toBe(true)
  await page.getByText('The source of this page').click()
  await page.setViewportSize({ width: 1280, height: 900 })
  await expect.poll(() => source.isVisible()).toBe(true)
  expect(await source.textContent()).toBe(readFileSync(`demo/pages/${name}.ts`, 'utf8'))
})

test('the keyboard reaches the content first, and the current page is marked', async () => {
  const { page } = await visit('/todos')
  await page.keyboard.press('Tab')
  expect(await isFocused(page.getByRole('link', { name: 'Skip to the content' }))).toBe(true)
  await page.keyboard.press('Enter')
  await expect.poll(() => isFocused(page.getByRole('main'))).toBe(true)
  await page.keyboard.press('Tab')
  expect(await isFocused(fieldOf(page))).toBe(true)
  const pages = page.getByRole('navigation', { name: 'Pages' })
  expect(await pages.getByRole('link', { name: 'To-dos' }).getAttribute('aria-current')).toBe('page')
  expect(await pages.getByRole('link', { name: 'Counter' }).getAttribute('aria-current')).toBeNull()
})

test('an address without a page says so', async () => {
  const { page } = await visit('/')
  const answer = await page.goto('/nowhere')
  expect(answer?.status()).toBe(404)
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
})

test('no policy of the page allows inline scripts, inline styles or, with the CSP build, eval', async () => {
  const { url } = await serve()
  const policy = (await fetch(url)).headers.get('Content-Security-Policy')
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toContain('unsafe')
})
