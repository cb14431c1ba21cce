/** The interface in Chinese, the language it is written in first. `en` has the same keys. */
import { about } from './about'
import { app, nav, readOnly, save, time } from './app'
import { away } from './away'
import { dataPlace } from './dataPlace'
import { backups } from './backups'
import { categories } from './categories'
import { applying } from './applying'
import { errcode } from './errcodes'
import { rule } from './fields'
import { golive } from './golive'
import { goods } from './goods'
import { goodsBatch } from './goodsBatch'
import { goodsEditor } from './goodsEditor'
import { imports } from './import'
import { live, shelf } from './live'
import { members } from './members'
import { eligibility, onboarding } from './onboarding'
import { outbox, quota } from './outbox'
import { anchors, people } from './people'
import { picture } from './picture'
import { pictures } from './pictures'
import { problem } from './problems'
import { qualification } from './qualification'
import { replay } from './replay'
import { roomPlan } from './roomPlan'
import { recording } from './recording'
import { rooms } from './rooms'
import { rules } from './rules'
import { settings } from './settings'
import { share } from './share'
import { shops } from './shops'
import { show } from './show'
import { storefront } from './storefront'
import { conflicts, sync } from './sync'
import { team } from './team'
import { today } from './today'
import { vault } from './vault'
import { vaultLock } from './vaultLock'
import { welcome } from './welcome'
import { letter } from './letter'
import { window } from './window'

const zhCN = {
  about,
  app,
  applying,
  away,
  dataPlace,
  backups,
  nav,
  sync,
  save,
  readOnly,
  welcome,
  team,
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
  recording,
  rooms,
  rules,
  replay,
  roomPlan,
  members,
  anchors,
  people,
  golive,
  share,
  shops,
  show,
  storefront,
  live,
  shelf,
  qualification,
  categories,
  onboarding,
  eligibility,
  window,
  letter,
  vault,
  vaultLock,
  settings,
  time,
  problem,
  rule,
  errcode,
}

/** The shape both languages share. */
export type Messages = { [K in keyof typeof zhCN]: Words<(typeof zhCN)[K]> }
type Words<T> = T extends string ? string : { [K in keyof T]: Words<T[K]> }

export default zhCN as Messages
