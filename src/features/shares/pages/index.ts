import { definePage } from './kit.ts'
import { askToRevoke, revoke, showLinks } from './links.ts'
import { makeLink, showNew } from './new.ts'
import { nameTeam, removeLogo, setLogo, showLogo, showTeam } from './team.ts'

const shares = definePage({
  path: '/shares',
  nav: { job: 'find', shape: 'publish', scope: 'lists:write' },
  routes: {
    'GET /shares': showLinks,
    'GET /shares/new': showNew,
    'POST /shares': makeLink,
    'GET /shares/team': async (page) => await showTeam(page),
    'POST /shares/team': nameTeam,
    'GET /shares/team/logo': showLogo,
    'POST /shares/team/logo': setLogo,
    'POST /shares/team/logo/remove': removeLogo,
    'GET /shares/:id/revoke': askToRevoke,
    'POST /shares/:id/revoke': revoke,
  },
})

export const sharesPages = [shares]
