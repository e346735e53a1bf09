import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { useDemo } from './demo.js'

const { visit, visitWith } = useDemo()

const field = (page: Page) => page.getByRole('textbox', { name: 'Say something' })
const said = (page: Page) => page.locator('#messages p').allTextContents()
const seeSaid = (page: Page, ...texts: string[]) => expect.poll(() => said(page)).toEqual(texts)
const seePresent = (page: Page, number: number) =>
  expect.poll(() => page.locator('#present h2').textContent()).toBe(`Here now: ${number}`)
const say = async (page: Page, text: string) => {
  await field(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

test('what one says, the others hear, each of them once, and in its order', async () => {
  const { page, url } = await visit('/room')
  const other = await visitWith(url, '/room')
  const tab = await other.context().newPage()
  await tab.goto('/room')
  for (const each of [page, other, tab]) await seePresent(each, 2)

  await field(page).pressSequentially('He')
  const name = (await page.locator('label[for=text]').textContent())?.replace('Say something, ', '')
  for (const each of [other, tab]) await each.getByText(`${name} is typing …`).waitFor()
  await say(page, 'Hello')
  await seeSaid(page, 'Hello')
  expect(await field(page).inputValue()).toBe('')
  await seeSaid(other, 'Hello')
  await expect.poll(() => other.locator('.typing').textContent()).toBe('')
  await say(other, 'Who is there?')
  await say(tab, 'Me, too')
  for (const each of [page, other, tab]) await seeSaid(each, 'Hello', 'Who is there?', 'Me, too')
})

test('who comes and goes is seen; two tabs are one guest', async () => {
  const { page, url } = await visit('/room')
  await seePresent(page, 1)
  const other = await visitWith(url, '/room')
  await seePresent(page, 2)
  const tab = await other.context().newPage()
  await tab.goto('/room')
  await seePresent(tab, 2)
  await other.close()
  await seePresent(tab, 2)
  await tab.close()
  await seePresent(page, 1)
})

test('what was said while a page was away is there when it is back', async () => {
  const { page, url } = await visit('/room')
  const other = await visitWith(url, '/room')
  await seePresent(page, 2)
  await page.context().setOffline(true)
  await say(other, 'One')
  await say(other, 'Two')
  await seeSaid(other, 'One', 'Two')
  await page.context().setOffline(false)
  await seeSaid(page, 'One', 'Two')
})

test('older messages come when they are asked for', async () => {
  const { page, database } = await visit('/')
  await database.batch(
    Array.from({ length: 45 }, (_, n) => ({
      sql: 'insert into messages (name, text) values (?, ?)',
      args: ['Ida', `${n}`],
    })),
  )
  await page.goto('/room')
  await expect.poll(async () => (await said(page)).length).toBe(20)
  await page.getByRole('button', { name: 'Earlier' }).click()
  await expect.poll(async () => (await said(page)).length).toBe(40)
  await page.getByRole('button', { name: 'Earlier' }).click()
  await expect.poll(() => said(page)).toEqual(Array.from({ length: 45 }, (_, n) => `${n}`))
  expect(await page.getByRole('button', { name: 'Earlier' }).count()).toBe(0)
})

test('nothing is said by an empty line', async () => {
  const { page } = await visit('/room')
  await say(page, '  ')
  await page.getByRole('alert').filter({ hasText: 'Say something first.' }).waitFor()
  expect(await said(page)).toEqual([])
})

test('without JavaScript, the form says it, and the page shows it', async () => {
  const { page } = await visit('/room', { javaScriptEnabled: false })
  await say(page, '')
  await page.getByText('Say something first.', { exact: true }).waitFor()
  await say(page, 'By post')
  await seeSaid(page, 'By post')
})
