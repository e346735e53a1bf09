import type { AnyItem } from './exchange.js'
import { clearToasts } from './items/clear-toasts.js'
import { type ElementsOptions, elements, type Markup } from './items/elements.js'
import { type ErrorsOptions, errors } from './items/errors.js'
import { type EventOptions, event } from './items/event.js'
import { focus } from './items/focus.js'
import { type LoadJsOptions, loadJs } from './items/load-js.js'
import { type MetaTags, meta } from './items/meta.js'
import { type PatchUrlOptions, patchUrl, type QueryValues } from './items/patch-url.js'
import { type RedirectOptions, redirect } from './items/redirect.js'
import { reload } from './items/reload.js'
import { remove } from './items/remove.js'
import { type ScrollOptions, scroll } from './items/scroll.js'
import { type SignalsOptions, type SignalValues, signals } from './items/signals.js'
import { title } from './items/title.js'
import { type ToastOptions, toast } from './items/toast.js'
import { pushUrl, replaceUrl } from './items/url.js'
import { type VisitOptions, visit } from './items/visit.js'
import type { Swap, ToastLevel } from './wire.js'

/** Changes of an answer, which any middleware may make, before the handler runs or after it. They can be chained. */
export interface Changes<Self> {
  /** Adds items to the answer: before the handler's if called before it, else after. */
  add(...items: AnyItem[]): Self
  toast(message: string, options?: ToastOptions): Self
  clearToasts(level?: ToastLevel): Self
  event(name: string, detail?: unknown, options?: EventOptions): Self
  signals(values: SignalValues, options?: SignalsOptions): Self
  elements(markup: Markup | Promise<Markup>, options?: ElementsOptions): Self
  remove(target: string, options?: { all?: boolean }): Self
  meta(tags: MetaTags): Self
  loadJs(src: string, options?: LoadJsOptions): Self
  /** Refuses fields of the form, as an `errors` item does. */
  refuse(fields: Readonly<Record<string, string | readonly string[]>>, options?: ErrorsOptions): Self
  /** Title for answers whose items set none. */
  title(text: string): Self
  /** URL to show for answers whose items set none; `false` undoes an earlier one. */
  pushUrl(url: string | false): Self
  replaceUrl(url: string | false): Self
  /** Changes the query of the URL, and runs the page's params handler, for answers whose items show no other URL. */
  patchUrl(change: { query: QueryValues }, options?: PatchUrlOptions): Self
  /** What has the focus after answers whose items say nothing of it. */
  focus(target: string): Self
  /** What is scrolled to after answers whose items say nothing of it. */
  scroll(target: string, options?: ScrollOptions): Self
  /** Target for markup that names none. */
  target(selector: string): Self
  /** Swap for markup that names none. */
  swap(swap: Swap): Self
  /** The part that is meant of markup that names none. */
  select(selector: string): Self
  /** Ends answers whose own items lead nowhere; the last one counts. Without JavaScript it is the redirect. */
  redirect(url: string, options?: RedirectOptions): Self
  visit(url: string, options?: VisitOptions): Self
  reload(): Self
}

/** Those that only add an item. */
type Adding<Self> = Omit<Changes<Self>, 'add' | 'target' | 'swap' | 'select'>

export function addingChanges<Self extends Changes<Self>>(): Adding<Self> & ThisType<Self> {
  return {
    toast(message, options) {
      return this.add(toast(message, options))
    },
    clearToasts(level) {
      return this.add(clearToasts(level))
    },
    event(name, detail, options) {
      return this.add(event(name, detail, options))
    },
    signals(values, options) {
      return this.add(signals(values, options))
    },
    elements(markup, options) {
      return this.add(elements(markup, options))
    },
    remove(target, options) {
      return this.add(remove(target, options))
    },
    meta(tags) {
      return this.add(meta(tags))
    },
    loadJs(src, options) {
      return this.add(loadJs(src, options))
    },
    refuse(fields, options) {
      return this.add(errors(fields, options))
    },
    title(text) {
      return this.add(title(text))
    },
    pushUrl(url) {
      return this.add(pushUrl(url))
    },
    replaceUrl(url) {
      return this.add(replaceUrl(url))
    },
    patchUrl(change, options) {
      return this.add(patchUrl(change, options))
    },
    focus(target) {
      return this.add(focus(target))
    },
    scroll(target, options) {
      return this.add(scroll(target, options))
    },
    redirect(url, options) {
      return this.add(redirect(url, options))
    },
    visit(url, options) {
      return this.add(visit(url, options))
    },
    reload() {
      return this.add(reload())
    },
  }
}
