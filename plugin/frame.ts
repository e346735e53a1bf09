import { turn } from './apply.js'

/** Milliseconds after which a browser shows no frame: its window is covered, or the tab is hidden. */
const longest = 100

/** By the next frame Alpine has set up what is new, and shown what `x-show` shows. */
export async function nextFrame(): Promise<void> {
  // an effect may ask for the same frame
  await turn()
  return new Promise((resolve) => {
    const timer = setTimeout(end, longest)
    const frame = requestAnimationFrame(end)
    function end() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      resolve()
    }
  })
}
