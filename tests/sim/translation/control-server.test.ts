import { onTestFinished, expect, test } from 'vitest'
import { startTranslationControl } from '../../../sim/translation/control-server.ts'
import { startTranslationStandIn } from '../../../sim/translation/index.ts'
import { modelTranslation } from '../../../sim/translation/model.ts'
import { captionLanguages } from '../../../src/creators/languages.ts'
import { pseudoTranslate } from '../../../sim/translation/pseudo.ts'

test('a service can be made to fail and to work again, and shows what it was asked', async () => {
  const sim = await startTranslationStandIn()
  const control = await startTranslationControl(sim)
  onTestFinished(async () => {
    await sim.close()
    await control.close()
  })
  const translate = async (): Promise<number> => {
    const body = JSON.stringify({ text: ['Привет'], source_lang: 'RU', target_lang: 'KK' })
    const headers = { authorization: `DeepL-Auth-Key ${sim.deeplKey}` }
    return (await fetch(`${sim.url}/v2/translate`, { method: 'POST', headers, body })).status
  }
  const faults = `${control.url}/faults`
  const order = async (body: object): Promise<number> =>
    (await fetch(faults, { method: 'POST', body: JSON.stringify(body) })).status

  expect(await order({ service: 'deepl', kind: 'nothing' })).toBe(400)
  expect(await order({ service: 'deepl', kind: 'quota' })).toBe(204)
  expect(await translate()).toBe(456)
  expect((await fetch(faults, { method: 'DELETE' })).status).toBe(204)
  expect(await translate()).toBe(200)
  const requests: unknown = await (await fetch(`${control.url}/requests`)).json()
  expect(requests).toMatchObject([{ service: 'deepl', path: '/v2/translate' }, {}])
})

test.for(['kk', 'ru', 'en', 'de', 'es', 'fr', 'uz', 'tr', 'ky'])(
  'what it says in %s reads like that language, every time',
  (language) => {
    const text =
      'Сегодня мы открываем новый сезон и ждём вас на завтрак в нашем кафе у реки, где утром светло и тихо, а вечером играет музыка'
    const said = pseudoTranslate(text, language)
    expect(captionLanguages([said])).toContain(language)
    expect(pseudoTranslate(text, language)).toBe(said)
  },
)

test('the model answers questions of translation alone, and keeps elements', () => {
  const asked = { to: 'Kazakh (kk)', texts: ['Кофе <x id="1">#кофе</x> &amp; чай'] }
  const [text] = modelTranslation(JSON.stringify(asked))?.texts ?? []
  expect(text).toMatch(/<x id="1">#кофе<\/x> &amp; /)
  expect(modelTranslation('a profile')).toBeUndefined()
  expect(modelTranslation('{"posts": []}')).toBeUndefined()
})
