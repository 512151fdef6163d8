import { z } from '../../../http/router.ts'
import { goTo, readFields, readForm } from '../../../console/page.ts'
import { definePage, type Context } from './kit.ts'
import { showStories } from './list.ts'
import { showStory } from './story.ts'

const Switch = z.object({ store: z.enum(['true', 'false']) })

async function switchList(page: Context): Promise<Response> {
  const { store } = readFields(Switch, await readForm(page))
  const list = page.param('list')
  const params = { list }
  if (store === 'true') await page.api.call('storeListStories', { params })
  else await page.api.call('ignoreListStories', { params })
  const flash = page.t(store === 'true' ? 'turnedOn' : 'turnedOff')
  return goTo(page, `/stories?list=${encodeURIComponent(list)}`, flash)
}

const stories = definePage({
  path: '/stories',
  nav: null,
  routes: {
    'GET /stories': showStories,
    'POST /stories/lists/:list': switchList,
    'GET /stories/:id': showStory,
  },
})

export const storiesPages = [stories]
