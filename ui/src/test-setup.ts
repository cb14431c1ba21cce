/** What the test window lacks. */
import { afterEach, expect } from 'vitest'
import { enableAutoUnmount } from '@vue/test-utils'
import { untold } from './test-untold'

class NoResizeObserver implements ResizeObserver {
  observe() {
    /* nothing is laid out in tests */
  }
  unobserve() {
    /* nothing is laid out in tests */
  }
  disconnect() {
    /* nothing is laid out in tests */
  }
}
globalThis.ResizeObserver = NoResizeObserver
Element.prototype.scrollIntoView = () => undefined

enableAutoUnmount(afterEach)

/** Check E5: whatever a test shows is worded in its language. */
afterEach(() => {
  const keys = [...untold]
  untold.clear()
  expect(keys, 'keys without words').toEqual([])
})
