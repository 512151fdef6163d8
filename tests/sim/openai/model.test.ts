import {
  bodyOf,
  expect,
  Insights,
  lineOf,
  messageOf,
  runBatch,
  startWorld,
  test,
  type World,
} from './kit.ts'

const insightsOf = async ({ client }: World, text: string) => {
  const { choices } = await client.chat.completions.create(bodyOf(text))
  return Insights.parse(JSON.parse(choices[0]?.message.content ?? ''))
}

test('the same content has the same answer, whatever its order, custom_id and time', async ({
  world,
}) => {
  const texts = ['Мама двоих детей', 'Travel in Bali', 'Рецепты на каждый день', 'Fitness coach']
  const answers = async (at: World, lines: ReturnType<typeof lineOf>[]) => {
    const { output } = await runBatch(at, lines)
    const textOf = new Map(lines.map((line) => [line.custom_id, line.body.messages[1]?.content]))
    return new Map(output.map((l) => [textOf.get(l.custom_id), messageOf(l).content]))
  }
  const first = await answers(
    world,
    texts.map((text, i) => lineOf(`a-${i}`, text)),
  )

  const other = await startWorld({ seed: 'another seed' })
  other.clock.pass(1_000)
  const reversed = texts.toReversed().map((text, i) => lineOf(`b-${i}`, text))
  const second = await answers(other, reversed)
  await other.sim.close()

  expect(first.size).toBe(4)
  for (const text of texts) expect(second.get(text)).toBe(first.get(text))
})

test('different contents have different answers', async ({ world }) => {
  const confidences = new Set<number>()
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    confidences.add((await insightsOf(world, text)).confidence)
  }
  expect(confidences.size).toBeGreaterThan(1)
})

test.for([
  ['Я мама двоих малышей, материнство и декрет', 'motherhood'],
  ['Бала тәрбиесі, ана болу бақыт', 'motherhood'],
  ['Рецепты и вкусные завтраки', 'food'],
  ['Travel diary: a trip to the mountains', 'travel'],
  ['Макияж, уход за кожей, косметика', 'beauty'],
  ['Тренировки и фитнес дома', 'fitness'],
  ['Outfit of the day, fashion finds', 'fashion'],
  ['Образование и обучение: уроки английского', 'education'],
  ['Бизнес и маркетинг для предпринимателей', 'business'],
  ['Ремонт и интерьер', 'home'],
  ['Моя собака и котик', 'pets'],
  ['Просто мои будни', 'lifestyle'],
] as const)('%s is about %s', async ([text, topic], { world }) => {
  expect((await insightsOf(world, text)).primary_topic).toBe(topic)
})

test('languages are recognized by script and words, not by the prompt’s own labels', async ({
  world,
}) => {
  const text = [
    'Username: aigerim',
    'Business category: none',
    'Caption: Сегодня гуляли в парке',
    'Caption: Бүгін ауа райы жақсы болды',
    'Captions: ["Доброе утро, друзья", "Қайырлы таң"]',
  ]
  expect(await insightsOf(world, text.join('\n'))).toMatchObject({
    primary_topic: 'lifestyle',
    content_language: ['ru', 'kk'],
    posts_in_russian: true,
    posts_in_kazakh: true,
  })
  expect(await insightsOf(world, 'Ten minute evening look #Макияж')).toMatchObject({
    content_language: ['en'],
    posts_in_russian: false,
    posts_in_kazakh: false,
  })
})

test('places, family and confidence are read from the content', async ({ world }) => {
  const text = JSON.stringify({ bio: 'Мама | Алматы', posts: [{ caption: 'Летим в Стамбул' }] })
  const insights = await insightsOf(world, text)
  expect(insights).toMatchObject({ has_children: true, geo_mentions: ['Almaty', 'Istanbul'] })
  expect(insights.confidence).toBeGreaterThanOrEqual(0.55)
  expect(insights.confidence).toBeLessThanOrEqual(0.97)
  expect(insights.notes).toContain('motherhood')
  expect((await insightsOf(world, 'Просто день')).has_children).toBeNull()
})

test('an answer over max_completion_tokens is cut off', async ({ world }) => {
  const body = bodyOf('A mother', { max_completion_tokens: 10 })
  const { choices, usage } = await world.client.chat.completions.create(body)
  expect(choices[0]?.finish_reason).toBe('length')
  expect(usage?.completion_tokens).toBe(10)
  expect(() => JSON.parse(choices[0]?.message.content ?? '')).toThrow(SyntaxError)
})

test('reasoning is paid as output and counts against the limit', async ({ world }) => {
  const ask = (extra: Record<string, unknown>) =>
    world.client.chat.completions.create(bodyOf('A mother', extra))
  const calm = await ask({})
  const thinking = await ask({ reasoning_effort: undefined })
  const reasoning = thinking.usage?.completion_tokens_details?.reasoning_tokens ?? 0
  expect(calm.usage?.completion_tokens_details?.reasoning_tokens).toBe(0)
  expect(reasoning).toBeGreaterThan(0)
  expect(thinking.usage?.completion_tokens).toBe((calm.usage?.completion_tokens ?? 0) + reasoning)

  const starved = await ask({ reasoning_effort: 'high', max_completion_tokens: 500 })
  expect(starved.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } })
})

test.for([
  ['max_tokens', { max_tokens: 100 }, 'unsupported_parameter'],
  ['temperature', { temperature: 0.2, reasoning_effort: 'low' }, 'unsupported_value'],
  ['stream', { stream: true }, 'unsupported_value'],
  ['reasoning_effort', { reasoning_effort: 'huge' }, 'invalid_value'],
  ['messages', { messages: undefined }, 'missing_required_parameter'],
] as const)('a row with a wrong %s is refused alone', async ([param, extra, code], { world }) => {
  const lines = [lineOf('bad', 'x', extra), lineOf('good', 'y')]

  const { output, errors } = await runBatch(world, lines)

  expect(output.map((line) => line.custom_id)).toEqual(['good'])
  expect(errors[0]).toMatchObject({
    custom_id: 'bad',
    error: null,
    response: { status_code: 400, body: { error: { code, param } } },
  })
})

test('a model that is not served is unknown', async ({ world }) => {
  const body = bodyOf('x', { model: 'gpt-5-nano' })
  await expect(world.client.chat.completions.create(body)).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  })
  const models = await world.client.models.list()
  expect(models.data.map((model) => model.id)).toContain('gpt-6-luna')
})
