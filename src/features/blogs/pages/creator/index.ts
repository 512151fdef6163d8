import { analyze, askToAnalyze, confirmDisconnect, join, part, scrape, showJoin } from './acts.ts'
import { addToList, showAddToList } from './add-to-list.ts'
import { setCategory, showCategory } from './category.ts'
import { askToErase, erase } from './erase.ts'
import { definePage } from './kit.ts'
import { orOfferToAdd } from './missing.ts'
import { showInsights } from './insights.ts'
import { showOverview } from './overview.ts'
import { showPosts } from './posts.ts'
import { showTeam } from './team.ts'

/** By username, with an `@` where a page has that name, else by id. */
const CREATOR = '/creators/:creator{@?[a-z0-9._-]+}'

export const creatorPage = definePage({
  path: '/creators',
  nav: null,
  routes: {
    [`GET ${CREATOR}`]: orOfferToAdd(showOverview),
    [`GET ${CREATOR}/posts`]: orOfferToAdd(showPosts),
    [`GET ${CREATOR}/insights`]: orOfferToAdd(showInsights),
    [`GET ${CREATOR}/team`]: orOfferToAdd(showTeam),
    [`POST ${CREATOR}/scrape`]: scrape,
    [`GET ${CREATOR}/list`]: async (page) => await showAddToList(page),
    [`POST ${CREATOR}/list`]: addToList,
    [`GET ${CREATOR}/analyze`]: askToAnalyze,
    [`POST ${CREATOR}/analyze`]: analyze,
    [`GET ${CREATOR}/category`]: async (page) => await showCategory(page),
    [`POST ${CREATOR}/category`]: setCategory,
    [`GET ${CREATOR}/join`]: async (page) => await showJoin(page),
    [`POST ${CREATOR}/join`]: join,
    [`GET ${CREATOR}/part`]: confirmDisconnect,
    [`POST ${CREATOR}/part`]: part,
    [`GET ${CREATOR}/erase`]: async (page) => await askToErase(page),
    [`POST ${CREATOR}/erase`]: erase,
  },
})
