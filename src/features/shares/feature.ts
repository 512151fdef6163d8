import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { createPasswords } from '../users/index.ts'
import { linksOf } from './access/links.ts'
import { sharesDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { sharesPages } from './pages/index.ts'
import { outsideRoutes } from './pages/report/routes.ts'
import { moveShares } from './store/shares.ts'

/** Reports that leave: links for people without a user, and CSV for spreadsheets. */
export const shares: Feature = {
  ...sharesDeclaration,
  tasks: [],
  routes: (services) => mountOperations({ ...services, passwords: createPasswords() }, operations),
  pages: sharesPages,
  outside: (services) => outsideRoutes(linksOf(services)),
  erasure: [{ table: 'share_creators', ids: { blog_id: 'blogId' } }],
  merge: moveShares,
  retention: (config) => [
    { tables: ['shares'], keepMs: config.shareRetentionMs, olderBy: 'ends_at' },
  ],
}
