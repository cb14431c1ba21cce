/** What the test window lacks. */
import { afterEach } from 'vitest'
import { enableAutoUnmount } from '@vue/test-utils'

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
