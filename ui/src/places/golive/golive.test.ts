import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { RoomState } from '@/backend'
import { openAt, shell } from '@/test-support'
import { byUrgency } from './urgency'

const settle = async (ms = 120) => {
  await new Promise((done) => setTimeout(done, ms))
  await flushPromises()
}

async function openLive() {
  const opened = await openAt('/golive')
  await settle()
  const room = opened.backend.world.rooms.find((one) => one.draft.name === '双十二预热专场')
  if (!room) throw new Error('the sample has this room')
  const become = async (state: RoomState) => {
    room.state = state
    opened.backend.changed('rooms')
    await settle(200)
  }
  return { ...opened, room, become }
}

describe('going live', () => {
  it('opens with the next room, its code, who may scan, and the reminder', async () => {
    const { window, at } = await openLive()
    expect(at('golive-code').attributes('alt')).toBe('“双十二预热专场”的开播码')
    expect(window.text()).toContain('演练开播码')
    expect(window.text()).toContain('小开老师')
    expect(window.text()).toContain('kaibo_anchor')
    expect(window.text()).toContain('扫码后需本人完成人脸识别')
    expect(at('golive-state').text()).toBe('未开始')
    expect(at('golive-countdown').text()).toMatch(/^01:2[34]:\d\d$/)
  })

  it('follows the platform: live, then over without a code', async () => {
    const { at, become, window } = await openLive()
    await become('live')
    expect(at('golive-state').text()).toBe('直播中')
    expect(at('golive-code').exists()).toBe(true)
    await become('ended')
    expect(at('golive-state').text()).toBe('已结束')
    expect(at('golive-code').exists()).toBe(false)
    expect(window.text()).toContain('开播码已失效')
  })

  it('fills the window with F, and Esc leaves', async () => {
    const { at } = await openLive()
    const press = async (key: string) => {
      window.dispatchEvent(new KeyboardEvent('keydown', { key }))
      await settle(20)
    }
    await press('f')
    expect(at('golive-sheet').classes()).toContain('sheet--full')
    await press('Escape')
    expect(at('golive-sheet').classes()).not.toContain('sheet--full')
  })

  it('shows the code itself, full screen, when the second display is unplugged', async () => {
    const { backend, router, at } = await openAt('/today', {}, { frame: shell })
    await settle()
    const id = backend.world.rooms.find((one) => one.draft.name === '双十二预热专场')?.id ?? ''
    backend.loseDisplay(id)
    await settle()
    expect(at('golive-sheet').classes()).toContain('sheet--full')
    expect(router.currentRoute.value.fullPath).toBe(`/golive/${id}`)
  })

  it('leads a room that is not submitted to its editor', async () => {
    const { backend, router } = await openLive()
    const draft = backend.world.rooms.find((room) => room.state === 'draft')
    await router.push({ name: 'golive', params: { id: draft?.id ?? '' } })
    await settle()
    document.querySelector<HTMLElement>('[data-testid="golive-to-room"]')?.click()
    await settle()
    expect(router.currentRoute.value.fullPath).toBe(`/rooms/${draft?.id ?? ''}`)
  })
})

it('puts live rooms first, then by start, drafts after, what is over apart', async () => {
  const { backend } = await openAt('/golive')
  const rows = await backend.call.roomsList()
  const sorted = byUrgency(
    rows.map((row) => (row.name === '周末特卖' ? { ...row, state: 'live' as const } : row)),
  )
  expect(sorted.coming.map((room) => room.name)).toEqual([
    '周末特卖',
    '双十二预热专场',
    '新品首发试穿会',
    '晚八点会员日',
  ])
  expect(sorted.past).toEqual([])
})
