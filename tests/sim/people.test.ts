import { describe, expect, test } from 'vitest'
import { createWorld } from '../../sim/instagram/world/world.ts'
import type { Creator } from '../../sim/instagram/world/creator.ts'
import { makePicture } from '../../sim/instagram/cdn/picture.ts'
import { TOPICS } from '../../sim/instagram/world/topics.ts'
import { NAMES } from '../../sim/instagram/world/names.ts'
import { creatorInsights } from '../../sim/openai/insights.ts'

const world = createWorld({
  seed: 'people',
  creators: 1_000_000,
  epoch: Date.parse('2026-03-02T00:00:00Z'),
  shapes: true,
})
const creators = Array.from({ length: 200 }, (_, at) => world.creatorAt(at * 4_721)).filter(
  ({ mediaCount }) => mediaCount >= 20,
)

/** The text that gramd sends a model about a creator. */
const textOf = (creator: Creator): string =>
  JSON.stringify({
    username: creator.username,
    full_name: creator.fullName,
    biography: creator.biography,
    posts: world.posts(creator, 0, 20).map(({ pk, takenAt, caption }) => ({
      id: pk,
      date: takenAt,
      caption: caption?.text ?? null,
    })),
    highlights: world.highlights(creator).map(({ title }) => ({ title })),
  })

const SAME: Record<string, string> = { tech: 'technology' }

describe('people of the world', () => {
  test('have one name: the username begins with the first name of the profile, and it fits the gender', () => {
    for (const { username, fullName, persona } of creators) {
      expect(username.startsWith(persona.first.latin)).toBe(true)
      if (fullName === null) continue
      const first = fullName.split(' ')[0]?.toLowerCase()
      expect([persona.first.native.toLowerCase(), persona.first.latin]).toContain(first)
      const others = Object.values(NAMES).flatMap((names) =>
        names[persona.gender === 'female' ? 'male' : 'female'].first.map(({ native }) => native),
      )
      expect(others).not.toContain(persona.first.native)
    }
  })

  test('write in their own languages, and mothers are women', () => {
    for (const { topic, persona, city } of creators) {
      if (topic.name === 'motherhood') expect(persona).toMatchObject({ gender: 'female' })
      if (persona.languages.includes('kk')) expect(city.country).toBe('kz')
    }
    expect(new Set(creators.map(({ topic }) => topic.name)).size).toBe(10)
    expect(new Set(creators.flatMap(({ languages }) => languages))).toEqual(
      new Set(['ru', 'kk', 'en']),
    )
  })
})

test('every picture is one of its author: avatars, posts, stories and covers', () => {
  for (const creator of creators.slice(0, 30)) {
    const highlights = world.highlights(creator)
    const names = [
      creator.pk,
      creator.pictureId ?? creator.pk,
      ...world.posts(creator, 0, 3).map(({ pk }) => pk),
      ...highlights.map(({ pk }) => pk),
      ...highlights.flatMap(({ stories }) => stories.map(({ pk }) => pk)),
    ]
    for (const name of names)
      expect([name, world.authorOfPicture(name)?.username]).toEqual([name, creator.username])
  }
  expect(world.authorOfPicture('somebody')).toBeNull()
})

test('a portrait or a post shows another subject in another picture, the same one always alike', async () => {
  const size = { width: 64, height: 80 }
  const draw = async (topic: string, gender: 'female' | 'male', kind: 'avatar' | 'post') =>
    (await makePicture('name', size, { kind, topic, gender })).toString('base64')
  const topics = TOPICS.map(({ name }) => name)
  const posts = await Promise.all(topics.map(async (name) => await draw(name, 'male', 'post')))
  expect(new Set(posts).size).toBe(topics.length)
  expect(await draw('food', 'male', 'post')).toBe(posts[topics.indexOf('food')])
  expect(await draw('food', 'female', 'avatar')).not.toBe(await draw('food', 'male', 'avatar'))
})

describe('the answers of the stand-in for the model', () => {
  const read = creators.map((creator) => {
    const propose = creatorInsights(textOf(creator), 'key')
    const posts = world.posts(creator, 0, 20)
    return { creator, posts, first: (name: string): unknown => propose(name)[0] }
  })

  test('are true: topic, languages, children, pets, cars and adverts', () => {
    for (const { creator, posts, first } of read) {
      const { topic, persona } = creator
      const who = creator.username
      expect([who, first('primary_topic')]).toEqual([who, SAME[topic.name] ?? topic.name])
      for (const language of first('content_language') as string[])
        expect([who, ...creator.languages]).toContain(language)
      const text = posts.map(({ caption }) => caption?.text ?? '').join('\n')
      if (first('has_children') === true) expect([who, persona.children]).not.toEqual([who, null])
      if (first('children_age_group') !== null)
        expect([who, first('children_age_group')]).toEqual([who, persona.children])
      if (first('relationship_status') === 'married') expect(persona.isMarried).toBe(true)
      expect(first('pet_types')).toEqual(
        /кошк|мысық|\bcat\b/i.test(text)
          ? ['cat']
          : /собак|күшік|\bdog\b/i.test(text)
            ? ['dog']
            : [],
      )
      if (first('has_pets') === true) expect(first('pet_types')).toEqual([persona.pet])
      if (first('has_car') === true) expect([who, persona.hasCar]).toEqual([who, true])
      if (first('has_brand_collaborations') === true)
        expect([who, persona.advertises]).toEqual([who, true])
    }
    const shareOf = (name: string, value: unknown): number =>
      read.filter(({ first }) => first(name) === value).length
    for (const name of ['has_children', 'has_pets', 'has_car', 'has_brand_collaborations'])
      expect(shareOf(name, true)).toBeGreaterThan(read.length / 40)
    expect(shareOf('has_children', true)).toBeLessThan(read.length / 2)
  })

  test('is quoted from the post that it names, and each answer that is given has its quote', () => {
    let quotes = 0
    for (const { creator, posts, first } of read) {
      const pieces = first('evidence') as { field: string; quote: string; post_id: string | null }[]
      const fields = new Set(pieces.map(({ field }) => field))
      for (const { quote, post_id } of pieces) {
        const text = post_id
          ? posts.find(({ pk }) => pk === post_id)?.caption?.text
          : [
              creator.fullName,
              creator.biography,
              ...world.highlights(creator).map(({ title }) => title),
            ].join('\n')
        expect(text?.split(/\s+/u).join(' ')).toContain(quote)
        quotes += 1
      }
      for (const field of ['primary_topic', 'content_language', 'has_children', 'content_tone'])
        if (first(field) !== null) expect([creator.username, ...fields]).toContain(field)
    }
    expect(quotes).toBeGreaterThan(creators.length * 5)
  })
})
