import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'
import { groupText, posterWords } from './posterWords'

beforeEach(() => localStorage.clear())

/** Opens the sharing of a room that the platform has. */
async function openShare(prepare?: (backend: Awaited<ReturnType<typeof openAt>>['backend']) => void) {
  const opened = await openAt('/rooms')
  const room = opened.backend.world.rooms.find(
    (one) => one.platformId !== null && one.state === 'not-started',
  )
  if (!room) throw new Error('no such room')
  prepare?.(opened.backend)
  await opened.router.push({ name: 'rooms', params: { id: room.id } })
  await settle(100)
  await opened.at('room-share').trigger('click')
  await vi.waitFor(() => expect(opened.at('share-fetch').attributes('disabled')).toBeUndefined())
  await settle(100)
  return { ...opened, room }
}

describe('sharing a room', () => {
  it('fetches the code when it is opened, and shows the poster and the path', async () => {
    const { at, room } = await openShare()
    expect(at('share-path').text()).toContain(`room_id=${room.platformId}`)
    expect(at('share-preview').exists()).toBe(true)
  })

  it('enlarges the poster, with its code beside it to be scanned', async () => {
    const { at } = await openShare()
    await vi.waitFor(() => expect(at('share-enlarge').exists()).toBe(true))
    await at('share-enlarge').trigger('click')
    expect(at('share-code').attributes('alt')).toBe('观众码')
    await at('share-large').trigger('click')
    await vi.waitFor(() => expect(at('share-large').exists()).toBe(false))
  })

  it('copies the text for groups and the path of the channel that was chosen', async () => {
    const { at, room } = await openShare()
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await at('share-copy-text').trigger('click')
    expect(write).toHaveBeenLastCalledWith(groupText(posterWords(room)))
    await at('share-channel').setValue('老客群')
    await at('share-channel').trigger('change')
    await vi.waitFor(() => expect(at('share-path').text()).toContain('custom_params='))
    await at('share-copy-path').trigger('click')
    expect(write).toHaveBeenLastCalledWith(expect.stringContaining('custom_params='))
  })

  it('remembers layout and sheet', async () => {
    const { at } = await openShare()
    await at('share-layout-plain').setValue()
    await at('share-sheet-a4').setValue()
    expect(localStorage.getItem('kaibo.poster.layout')).toBe('plain')
    expect(localStorage.getItem('kaibo.poster.sheet')).toBe('a4')
  })

  it('says why there is no code, and keeps the buttons that need one off', async () => {
    const { at, window } = await openShare((backend) => (backend.world.sync.online = false))
    expect(window.text()).toContain('还没有观众码')
    expect(at('share-save-png').attributes('disabled')).toBeDefined()
    expect(at('share-copy-text').attributes('disabled')).toBeUndefined()
  })
})
