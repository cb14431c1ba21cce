import { limits, type MemberField, type Rule, type Topic, type Violation } from '../bindings'
import { ProblemError, type Calls } from '../contract'
import { newMember } from './parts'
import { problem, type World } from './world'

type MemberCalls = Pick<Calls, Extract<keyof Calls, `members${string}`>>

const CARRY_MS = 800

export function fakeMembers(world: World, changed: (topic: Topic) => void): MemberCalls {
  const find = (id: string) => {
    const member = world.members.find((one) => one.id === id && !one.deleted)
    if (!member) throw new ProblemError(problem('member.not-found'))
    return member
  }
  return {
    membersList: async () => world.members.filter((member) => !member.deleted),
    async membersAdd({ wechat, role }) {
      const typed = wechat.trim()
      const having = world.members.filter((member) => member.role === role && !member.deleted)
      const violations: Violation<MemberField>[] = []
      const add = (field: MemberField, rule: Rule, params = {}) => violations.push({ field, rule, params })
      const max = role === 'super-admin' ? 0 : limits.roles[role]
      if (typed === '') add('wechat', 'required')
      else if (!/^[\w-]{6,20}$/.test(typed)) add('wechat', 'not-a-wechat-id')
      else if (having.some((member) => member.wechat === typed)) add('wechat', 'role-duplicate')
      else if (having.length >= max) add('role', 'role-full', { max: `${max}` })
      if (violations.length > 0) return { id: null, violations }
      const member = { ...newMember(world.nextId(), role), wechat: typed, state: 'adding' as const }
      world.members.push(member)
      changed('members')
      setTimeout(() => {
        Object.assign(member, { state: 'active' })
        changed('members')
      }, CARRY_MS)
      return { id: member.id, violations }
    },
    async membersRemove(id, wechat) {
      const member = find(id)
      if (member.state === 'active' && member.wechat === null) {
        const [head = '', tail = ''] = member.masked.split('****')
        const typed = wechat?.trim() ?? ''
        const code = typed === '' ? 'member.wechat-missing' : 'member.other-wechat'
        if (typed === '' || !typed.startsWith(head) || !typed.endsWith(tail))
          throw new ProblemError({ ...problem(code, { masked: member.masked }), field: 'wechat' })
        member.wechat = typed
      }
      if (member.state === 'refused') member.deleted = true
      else Object.assign(member, { state: 'removing', removable: false })
      changed('members')
      return null
    },
    async membersRestore(ids) {
      for (const member of world.members.filter((one) => ids.includes(one.id))) {
        if (member.deleted) member.deleted = false
        else Object.assign(member, { state: 'active', removable: true })
      }
      changed('members')
      return null
    },
  }
}
