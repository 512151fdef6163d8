import { describe } from 'vitest'
import { cityOfCreator } from '../../../src/features/scrape/city-of-creator.ts'
import { cityColumns } from '../../../src/features/scrape/store/blogs/city.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { blogRow, findCreator, isRich, rescrape, scrape } from './scrape-world.ts'

const posts = (times: number, place: string | null, caption: string | null = null) =>
  Array.from({ length: times }, () => ({ place, caption }))

const cityOf = (creator: Partial<Parameters<typeof cityOfCreator>[0]>) => {
  const found = cityOfCreator({ cityName: null, biography: null, posts: [], ...creator })
  return found && [found.city.names.en, found.source, found.count]
}

describe('the city of a creator', () => {
  const biography = 'Мама двоих | Астана'
  const tags = posts(11, 'Алматы, Казахстан')

  test('is the one that the profile gives, before all others', () => {
    expect(cityOf({ cityName: 'Shymkent, Kazakhstan', biography, posts: tags })).toEqual([
      'Shymkent',
      'written',
      undefined,
    ])
    expect(cityOf({ cityName: 'Абай' })).toEqual(['Abay', 'written', undefined])
    expect(cityOf({ cityName: '1526384' })).toEqual(['Almaty', 'written', undefined])
  })

  test('is the one of most tagged posts, before the biography', () => {
    expect(cityOf({ biography, posts: tags })).toEqual(['Almaty', 'tagged', 11])
    // A journey, and places all over the world.
    expect(cityOf({ biography, posts: posts(2, 'Almaty') })).toEqual([
      'Astana',
      'biography',
      undefined,
    ])
    const everywhere = ['Almaty', 'Dubai', 'Paris, France', 'Istanbul'].flatMap((place) =>
      posts(3, place),
    )
    expect(cityOf({ biography, posts: everywhere })?.[1]).toBe('biography')
  })

  test('is inferred from captions where nothing else says it', () => {
    const captions = posts(6, 'Esentai Mall', 'Кафе в Алматы #almaty')
    expect(cityOf({ posts: captions })).toEqual(['Almaty', 'inferred', 6])
    expect(cityOf({ posts: posts(2, null, 'в Алматы') })).toBeUndefined()
    expect(
      cityOf({ biography: 'люблю семью', posts: posts(9, null, 'доброе утро') }),
    ).toBeUndefined()
  })

  test('is not determined while it is switched off', () => {
    const profile = { cityName: 'Almaty', biography }
    expect(cityColumns(profile, [], { creatorCities: true })).toMatchObject({ city_id: 1526384 })
    expect(cityColumns(profile, [], { creatorCities: false })).toEqual({
      city_id: null,
      city: null,
      city_source: null,
      city_posts: null,
    })
  })
})

test('a scrape stores the city with its source, and an update fills it in', async ({ db }) => {
  const world = await startGramdWorld(db)
  const creator = findCreator(world, (each) => isRich(each) && each.isBusiness === true)
  const { blogId } = await scrape(db, world, creator.username)
  const { city_id, city, city_source } = await blogRow(db, blogId)
  expect({ city: city?.toLowerCase(), city_source }).toEqual({
    city: creator.city.latin,
    city_source: 'written',
  })

  await db
    .updateTable('blogs')
    .set({ city_id: null, city: null, city_source: null, scrape_status: 'active' })
    .execute()
  await db.deleteFrom('scrape_tasks_open').where('task_type', '=', 'ai_analysis').execute()
  await rescrape(world, blogId, 'update')
  expect(await blogRow(db, blogId)).toMatchObject({ city_id, city_source: 'written' })
})
