import { readFileSync } from 'node:fs'

export const readmes = ['README.md', 'plugin/README.md', 'server/README.md'] as const

export type Readme = (typeof readmes)[number]

/** A fenced block of a README. */
export interface Block {
  readonly readme: Readme
  /** Where it begins: `README.md:14`. */
  readonly place: string
  readonly language: string
  readonly text: string
}

export function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

export function blocksOf(readme: Readme): Block[] {
  const text = read(readme)
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: content = '' }) => ({
    readme,
    place: `${readme}:${text.slice(0, index).split('\n').length}`,
    language,
    text: content,
  }))
}

/** Those of one language, of all READMEs. */
export function blocksIn(language: string): Block[] {
  return readmes.flatMap(blocksOf).filter((block) => block.language === language)
}

/** The text of the headings, without `#` and backticks. */
export function headingsOf(path: string): string[] {
  const withoutBlocks = read(path).replace(/^```[\s\S]*?^```$/gm, '')
  return [...withoutBlocks.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text.replaceAll('`', ''))
}
