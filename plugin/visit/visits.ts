import type { Page } from '../page.js'
import type { Snapshot } from './snapshot.js'

/** How a page is asked for, as the header `Hyper-Visit` says. */
export type VisitKind = 'visit' | 'restore' | 'prefetch'

/** A way to another page. */
export interface Visit {
  readonly url: URL
  readonly kind: 'visit' | 'restore'
  /** Selector of what is to change; the body without one. */
  readonly region?: string | undefined
  /** Selector of what the answer has for it. */
  readonly select?: string | undefined
  /** What becomes of the history; `keep` shows no other URL. */
  readonly history?: 'push' | 'replace' | 'keep'
  readonly transition?: boolean | undefined
  /** The form whose fields the URL has: in the page that is left, they are as they were before. */
  readonly asks?: HTMLFormElement
  readonly headers?: Record<string, string> | undefined
  /** The form that is sent by POST, and how. */
  readonly form?: HTMLFormElement
  readonly body?: BodyInit
  /** The history entry that is gone back or forward to. */
  readonly place?: Place
  /** The page went on from that entry, or to it, by itself: what it is there is known to the server alone. */
  readonly isFresh?: boolean
  /** What was in the page at that entry is there already. */
  readonly isShown?: boolean
}

/** A history entry: `page` is the same for all that are places in one page. */
export interface Place {
  readonly id: string
  readonly page: string
  readonly scroll?: Scroll | undefined
}

export type Scroll = readonly [x: number, y: number]

/** The visit that is under way. */
export interface Current {
  readonly controller: AbortController
  /** What the user edited since it began. */
  readonly edited: Set<Element>
  readonly form: HTMLFormElement | undefined
  readonly end: () => void
}

/** What the server's head has, by its markup, and where that is in the page. */
export type Head = Map<string, Element>

/** A page that was asked for before somebody wants to see it. */
export interface Prefetched {
  readonly answer: Promise<Answer | undefined>
  readonly controller: AbortController
  /** When it began. */
  readonly since: number
  isOver: boolean
}

/** What came for a visit. */
export interface Answer {
  readonly url: string
  readonly ok: boolean
  readonly isRedirected: boolean
  readonly isNoStore: boolean
  readonly version: string | null
  /** Its `Content-Security-Policy`. */
  readonly policy?: string
  /** Undefined if it is nothing to show: the browser itself is to go to the URL. */
  readonly text?: string
}

/** What is known of a page and its visits. */
export interface Visits {
  readonly page: Page
  current?: Current | undefined
  head: Head
  /** `<html>` as the server sent it, without what is in it. */
  readonly root: HTMLElement
  /** URLs and texts of the scripts that this document has run. */
  readonly ran: Set<string>
  /** What the user edited since the page was there. */
  readonly edited: Set<Element>
  /** The deployment that the page is of, once known. */
  version: string | undefined
  /** No script may run without a nonce, but by another one that has it. */
  isStrict?: boolean
  /** The history entry that the page is at, and the URL that this showed when it was left to itself. */
  at: Place & { readonly shown: string; readonly isNoStore: boolean }
  readonly scrolls: Map<string, Scroll>
  readonly snapshots: Map<string, Snapshot>
  readonly prefetched: Map<string, Prefetched>
  /** Where the title is told to screen readers. */
  announcer: HTMLElement
}

/** A map, or set, keeps its newest. */
export function trim(all: Map<string, unknown> | Set<string>, most: number): void {
  for (const key of all.keys()) {
    if (all.size <= most) return
    all.delete(key)
  }
}
