export interface Todo {
  id: number
  title: string
  done: boolean
}

export const filters = ['all', 'open', 'done'] as const
export type Filter = (typeof filters)[number]

export function urlOf(filter: Filter): string {
  return filter === 'all' ? '/todos' : `/todos?filter=${filter}`
}

export function isShown(todo: Todo, filter: Filter): boolean {
  return filter === 'all' || todo.done === (filter === 'done')
}
