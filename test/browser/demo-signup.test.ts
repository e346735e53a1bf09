import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit } = useDemo()

const email = (page: Page) => page.getByLabel('Email')
const message = (page: Page, field: string) => page.locator(`#${field}-error`).textContent()
const send = (page: Page) => page.getByRole('button', { name: 'Sign up' }).click()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'))

async function fill(page: Page, address = 'ada@example.com'): Promise<void> {
  await email(page).fill(address)
  await page.getByLabel('Name').fill('Ada <b>"L"</b>')
  await page.getByLabel('Password', { exact: true }).fill('correct horse')
  await page.getByLabel('The same password again').fill('correct horse')
  await page.getByRole('checkbox').check()
}

describe.each(['csp', 'standard'] as const)('with the %s build of Alpine', (alpine) => {
  test('what is refused is said at each field, and the first one has the focus, each time', async () => {
    const { page } = await visit('/signup', { alpine })
    for (const _time of ['first', 'second']) {
      await send(page)
      await expect.poll(() => focused(page)).toBe('email')
      expect(await message(page, 'email')).toBe('Write it as name@example.com.')
      expect(await message(page, 'name')).toBe('Say how we may call you.')
      expect(await message(page, 'password')).toBe('Use ten characters or more.')
      expect(await message(page, 'terms')).toBe('There is no way around the rules of the hut.')
      expect(await email(page).getAttribute('aria-invalid')).toBe('true')
      expect(await email(page).getAttribute('aria-describedby')).toMatch(
        /^email-hint email-error$|^email-error email-hint$/,
      )
    }
  })

  test('the email alone is checked when it is left, by the same schema', async () => {
    const { page, database } = await visit('/signup', { alpine })
    await fill(page)
    await send(page)
    await page.waitForURL('/welcome')
    await page.goto('/signup')
    await page.getByRole('checkbox').check()
    for (const [address, expected] of [
      ['half@', 'Write it as name@example.com.'],
      ['ada@example.com', 'Somebody has signed up with this address.'],
      ['bob@example.com', ''],
    ] as const) {
      await email(page).fill(address)
      const checked = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByLabel('Name').focus()
      expect((await checked).status()).toBe(expected ? 422 : 200)
      await expect.poll(() => message(page, 'email')).toBe(expected)
      expect(await focused(page)).toBe('name')
    }
    for (const field of ['name', 'password', 'terms']) expect(await message(page, field)).toBe('')
    expect((await database.execute('select 1 from members')).rows.length).toBe(1)
  })

  test('a message goes when its field is edited, and the others stay', async () => {
    const { page } = await visit('/signup', { alpine })
    await send(page)
    await expect.poll(() => message(page, 'name')).not.toBe('')
    await page.getByLabel('Name').fill('A')
    await expect.poll(() => message(page, 'name')).toBe('')
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBeNull()
    expect(await message(page, 'password')).not.toBe('')
  })

  test('the repeated password is compared also while another field is refused', async () => {
    const { page } = await visit('/signup', { alpine })
    await fill(page, 'no address')
    await page.getByLabel('The same password again').fill('correct house')
    await send(page)
    await expect.poll(() => message(page, 'repeated')).toBe('That is not the same password.')
    expect(await message(page, 'email')).toBe('Write it as name@example.com.')
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada <b>"L"</b>')
  })

  test('whoever signs up is welcome once, and is on the list', async () => {
    const { page, database } = await visit('/signup', { alpine })
    await fill(page)
    await send(page)
    await page.waitForURL('/welcome')
    const welcome = page.getByRole('region', { name: 'Notifications' }).getByRole('status')
    expect(await welcome.getByRole('paragraph').textContent()).toBe('Welcome, Ada <b>"L"</b>.')
    await page.reload()
    expect(await page.getByRole('listitem').first().textContent()).toContain('Ada <b>"L"</b>')
    expect(await welcome.count()).toBe(0)
    const { rows } = await database.execute('select * from members')
    expect(rows.length).toBe(1)
    expect(rows[0]?.['password']).not.toContain('correct horse')

    await page.goto('/signup')
    await fill(page, 'ADA@example.com')
    await send(page)
    await expect.poll(() => message(page, 'email')).toBe('Somebody has signed up with this address.')
    // the message may be there from leaving the field
    await expect.poll(() => focused(page)).toBe('email')
  })
})

describe('without JavaScript', () => {
  test('the same messages come with the status 422, and what was typed is kept, but no password', async () => {
    const { page } = await visit('/signup', { javaScriptEnabled: false })
    await fill(page, 'no address')
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await send(page)
    expect((await answer).status()).toBe(422)
    expect(await message(page, 'email')).toBe('Write it as name@example.com.')
    expect(await email(page).getAttribute('aria-invalid')).toBe('true')
    expect(await email(page).inputValue()).toBe('no address')
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada <b>"L"</b>')
    expect(await page.getByRole('checkbox').isChecked()).toBe(true)
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
  })

  test('whoever signs up is led to the welcome, which says so once', async () => {
    const { page } = await visit('/signup', { javaScriptEnabled: false })
    await fill(page)
    await send(page)
    await page.waitForURL('/welcome')
    expect(await page.getByRole('listitem').first().textContent()).toContain('Ada <b>"L"</b>')
    expect(await page.locator('.notice').allTextContents()).toEqual(['Welcome, Ada <b>"L"</b>.'])
    await page.reload()
    expect(await page.locator('.notice').count()).toBe(0)
  })
})

test('where nobody is a member yet, the welcome leads to the sign-up', async () => {
  const { page } = await visit('/welcome')
  expect(new URL(page.url()).pathname).toBe('/signup')
})
