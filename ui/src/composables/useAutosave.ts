/**
 * One {@link Autosave} per object, shared by its key. It outlives the form when something could not be saved yet, so
 * that leaving the page loses nothing: coming back shows what was typed, and saving goes on meanwhile.
 */
import { onScopeDispose } from 'vue'
import { createAutosave, type Autosave, type AutosaveOptions } from './autosave'

type Kept = { saver: unknown; flush(): Promise<boolean>; isClean(): boolean; users: number }

const kept = new Map<string, Kept>()

export function useAutosave<V extends object>(key: string, options: AutosaveOptions<V>): Autosave<V> {
  const entry = kept.get(key) ?? keep(key, createAutosave(options))
  entry.users += 1
  onScopeDispose(() => {
    entry.users -= 1
    void entry.flush().finally(() => {
      if (entry.users === 0 && entry.isClean()) kept.delete(key)
    })
  })
  return entry.saver as Autosave<V>
}

function keep<V extends object>(key: string, saver: Autosave<V>): Kept {
  const entry: Kept = { saver, flush: () => saver.flush(), isClean: () => saver.isClean(), users: 0 }
  kept.set(key, entry)
  return entry
}

/** Saves everything typed anywhere; false when something could not be saved. */
export async function flushAll(): Promise<boolean> {
  const results = await Promise.all([...kept.values()].map((entry) => entry.flush()))
  return results.every(Boolean)
}

/** Saves when the window loses the eye of its user, so that closing it finds nothing left to do. */
export function flushOnLeave(): void {
  const flush = () => void flushAll()
  window.addEventListener('blur', flush)
  window.addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', flush)
}
