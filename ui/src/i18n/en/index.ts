/** The interface in English. */
import type { Messages } from '../zh-CN'
import { app, nav, readOnly, save, time } from './app'
import { golive } from './golive'
import { goods } from './goods'
import { goodsBatch } from './goodsBatch'
import { goodsEditor } from './goodsEditor'
import { imports } from './import'
import { members } from './members'
import { outbox, quota } from './outbox'
import { picture } from './picture'
import { pictures } from './pictures'
import { errcode, problem, rule } from './problems'
import { rooms } from './rooms'
import { settings } from './settings'
import { conflicts, sync } from './sync'
import { today } from './today'
import { welcome } from './welcome'

const en: Messages = {
  app,
  nav,
  sync,
  save,
  readOnly,
  welcome,
  today,
  outbox,
  quota,
  conflicts,
  goods,
  goodsBatch,
  goodsEditor,
  imports,
  picture,
  pictures,
  rooms,
  members,
  golive,
  settings,
  time,
  problem,
  rule,
  errcode,
}

export default en
