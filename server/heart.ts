/** What is kept open while it is quiet. */
export interface Beating {
  beat(): void
}

/** Keeps many quiet connections open by one timer. */
export interface Heart {
  /** Calls `beat` once in each period from now on. */
  add(beating: Beating): void
  delete(beating: Beating): void
}

/** Groups that take turns in a period, so that thousands are not written to in one go. */
const most = 16

/** Of a period in milliseconds. The timer runs while something beats, and keeps no process alive. */
export function createHeart(period: number): Heart {
  const groups = Array.from({ length: Math.max(1, Math.min(most, period)) }, () => new Set<Beating>())
  let size = 0
  let turn = 0
  let timer: NodeJS.Timeout | undefined
  const beat = () => {
    for (const beating of groups[turn] ?? []) beating.beat()
    turn = (turn + 1) % groups.length
  }
  return {
    add(beating) {
      // of all groups, the next turn of this one is the farthest away
      groups.at(turn - 1)?.add(beating)
      size++
      timer ??= setInterval(beat, period / groups.length).unref()
    },
    delete(beating) {
      if (!groups.some((group) => group.delete(beating)) || --size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}
