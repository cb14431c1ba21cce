import { describe, expect, it, vi } from 'vitest'
import { openAt, settle } from '@/test-support'

async function ended(options: Parameters<typeof openAt>[1] = {}) {
  const opened = await openAt('/goods', options)
  const room = opened.backend.world.rooms.find((one) => one.draft.name === '双十二预热专场')
  if (!room) throw new Error('the sample has this room')
  room.state = 'ended'
  room.draft.switches = { ...room.draft.switches, replay: true }
  await opened.router.push({ name: 'live', params: { id: room.id } })
  await settle(150)
  const states = () =>
    opened.window.findAll('[data-testid="replay-file"]').map((file) => file.attributes('data-state'))
  const press = async (testId: string) => {
    await opened.at(testId).trigger('click')
    await settle(150)
  }
  return { ...opened, room, states, press }
}

describe('replay files', () => {
  it('are read, downloaded together, stopped, continued and given up', async () => {
    const { at, states, press } = await ended()
    expect(at('replay-none').text()).toContain('请点“刷新”')
    await press('replay-fetch')
    expect(states()).toEqual(['listed', 'listed', 'listed'])
    expect(at('replay-file').text()).toContain('播放列表')
    await press('replay-all')
    expect(states()).toEqual(['listed', 'loading', 'loading'])
    expect(at('replay').find('[role="progressbar"]').attributes('aria-valuenow')).toBe('30')
    await press('replay-stop')
    expect(states()).toEqual(['listed', 'stopped', 'loading'])
    await press('replay-resume')
    await press('replay-stop')
    await press('replay-discard')
    expect(states()).toEqual(['listed', 'listed', 'loading'])
  })

  it('say why there are none, and stand in the page of the room too', async () => {
    const { at, room, press, router } = await ended()
    room.draft.switches.replay = false
    await press('replay-fetch')
    expect(at('replay-none').text()).toContain('没有开启回放')
    await router.push({ name: 'rooms', params: { id: room.id } })
    await settle(150)
    expect(at('replay-none').exists()).toBe(true)
  })

  it('offline stay listed, and nothing is asked', async () => {
    const { at, backend, press } = await ended({ offline: true })
    const fetch = vi.spyOn(backend.call, 'replaysFetch')
    expect((at('replay-fetch').element as HTMLButtonElement).disabled).toBe(true)
    await press('replay-fetch')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('do not show before the end', async () => {
    const { at, room, client } = await ended()
    room.state = 'live'
    await client.invalidateQueries()
    await settle(150)
    expect(at('replay').exists()).toBe(false)
  })
})
