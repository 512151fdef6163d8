import type { ConsolePage } from '../../page.ts'
import { analyze, askToAnalyze, askToPart, join, part, scrape, showJoin } from './acts.ts'
import { addToList, showAddToList } from './add-to-list.ts'
import { setCategory, showCategory } from './category.ts'
import { askToErase, erase } from './erase.ts'
import { showInsights } from './insights.ts'
import { showOverview } from './overview.ts'
import { showPosts } from './posts.ts'
import { showTeam } from './team.ts'
import { creatorPageWords } from './words.ts'

/** By username, with an `@` where a page has that name, else by id. */
const CREATOR = '/creators/:creator{@?[a-z0-9._-]+}'

export const creator: ConsolePage = {
  path: '/creators',
  words: creatorPageWords,
  nav: null,
  routes: [
    { method: 'GET', path: CREATOR, handle: showOverview },
    { method: 'GET', path: `${CREATOR}/posts`, handle: showPosts },
    { method: 'GET', path: `${CREATOR}/insights`, handle: showInsights },
    { method: 'GET', path: `${CREATOR}/team`, handle: showTeam },
    { method: 'POST', path: `${CREATOR}/scrape`, handle: scrape },
    {
      method: 'GET',
      path: `${CREATOR}/list`,
      handle: async (page) => await showAddToList(page),
    },
    { method: 'POST', path: `${CREATOR}/list`, handle: addToList },
    { method: 'GET', path: `${CREATOR}/analyze`, handle: askToAnalyze },
    { method: 'POST', path: `${CREATOR}/analyze`, handle: analyze },
    {
      method: 'GET',
      path: `${CREATOR}/category`,
      handle: async (page) => await showCategory(page),
    },
    { method: 'POST', path: `${CREATOR}/category`, handle: setCategory },
    { method: 'GET', path: `${CREATOR}/join`, handle: async (page) => await showJoin(page) },
    { method: 'POST', path: `${CREATOR}/join`, handle: join },
    { method: 'GET', path: `${CREATOR}/part`, handle: askToPart },
    { method: 'POST', path: `${CREATOR}/part`, handle: part },
    { method: 'GET', path: `${CREATOR}/erase`, handle: async (page) => await askToErase(page) },
    { method: 'POST', path: `${CREATOR}/erase`, handle: erase },
  ],
}
