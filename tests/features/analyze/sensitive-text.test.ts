import { describe, expect, test } from 'vitest'
import { ENGLISH } from '../../../src/features/analyze/sensitive-terms/en.ts'
import { KAZAKH } from '../../../src/features/analyze/sensitive-terms/kk.ts'
import { RUSSIAN } from '../../../src/features/analyze/sensitive-terms/ru.ts'
import { SENSITIVE_KINDS } from '../../../src/features/analyze/sensitive-terms/term-list.ts'
import { sensitiveKindOf } from '../../../src/features/analyze/sensitive-text.ts'

const DROPPED = {
  English: {
    health: [
      'health',
      'She is recovering from breast cancer.',
      'A blog about living with type 1 Diabetes',
      'mental health',
      'Talks openly about her depression and panic attacks.',
      'HIV-positive activist',
      'She is 7 months pregnant',
      'son with a disability',
      'was hospitalized last spring',
      'She was born deaf.',
      'deaf',
      'disabled',
      'a former alcoholic',
      '#autismmom and #Autism',
    ],
    religion: [
      'A practising Muslim',
      'islamic fashion',
      'Orthodox Christian family',
      'goes to church on Sundays',
      'reads the Qur’an and the Quran',
      '#MuslimMom',
      'Jehovah’s Witness',
      'halal recipes',
      'keeps Ramadan',
      'an atheist',
    ],
    politics: [
      'politics',
      'supports the opposition party',
      'member of the Amanat party',
      'Criticises Putin',
      'voted for Trump',
      'election campaign',
      'left-wing views',
      'a pro-war stance',
      'took part in protests',
      'war in Ukraine',
    ],
    sexuality: [
      'an openly gay creator',
      'LGBTQ+ rights',
      'lesbian couple',
      'her sex life',
      'same-sex wedding',
      'a trans woman',
      'sexual orientation',
      'Pride parade',
      'non-binary',
    ],
    ethnic_origin: [
      'ethnic Kazakh',
      'A Kazakh woman from Almaty',
      'of Korean descent',
      'She is Russian.',
      'half-Uzbek',
      'a Jewish family',
      'mixed-race',
      'Tatar roots',
      'a black mother',
      'native Kazakhs',
    ],
  },
  Russian: {
    health: [
      'здоровье',
      'У неё рак груди',
      'сахарный диабет',
      'борется с депрессией',
      'мама ребёнка с аутизмом',
      'Беременность и роды',
      'беременна вторым',
      'инвалид второй группы',
      'стали родителями благодаря ЭКО',
      'повышенная тревожность',
      'лежала в больнице',
      'ВИЧ-инфекция',
      'лечение бесплодия',
      'особенный ребёнок',
      'больна́ астмой',
      'ОНКОЛОГИЯ',
    ],
    religion: [
      'мусульманка',
      'православная вера, ходит в церковь',
      'читает намаз',
      'ислам',
      'исламский бренд одежды',
      'верующая семья',
      '#рамадан2026',
      'христианские ценности',
      'носит хиджаб',
      'крестины дочки',
      'Коран',
    ],
    politics: [
      'политика',
      'политические взгляды',
      'поддерживает Путина',
      'ходила на митинги',
      'наблюдатель на выборах',
      'депутат мажилиса',
      'член партии Amanat',
      'против войны с Украиной',
      'оппозиционный блогер',
    ],
    sexuality: [
      'гей',
      'открытый гей из Москвы',
      'про геев и лесбиянок',
      'ЛГБТ-активист',
      'сексуальная ориентация',
      'секс',
      'однополый брак',
      'бисексуалка',
    ],
    ethnic_origin: [
      'казашка',
      'этническая кореянка',
      'она русская',
      'по национальности татарин',
      'уйгурка из Алматы',
      'еврейские корни',
      'славянская внешность',
      'казахи',
      'старший жуз',
      'цыганская семья',
    ],
  },
  Kazakh: {
    health: [
      'денсаулық',
      'қант диабеті',
      'қатерлі ісік',
      'жүкті ана',
      'жүктілік туралы блог',
      'мүгедек бала',
      'ауруханада жатты',
      'созылмалы ауруы бар',
      'мүмкіндігі шектеулі',
      'дертпен күресіп жүр',
    ],
    religion: [
      'мұсылман',
      'дін туралы',
      'намазға жығылды',
      'Құран оқиды',
      'мешітке барады',
      'ораза ұстайды',
      'исламды ұстанады',
      'құдайға сенеді',
      'Құрбан айт',
    ],
    politics: [
      'саясат',
      'саяси көзқарасы',
      'сайлауға қатысты',
      'билікке қарсы',
      'митингіге шықты',
      'қаңтар оқиғасы',
      'депутатты қолдайды',
    ],
    sexuality: ['гей', 'лгбт', 'жыныстық бағдары', 'біржыныстылар', 'лесбиян', 'гейлер туралы'],
    ethnic_origin: [
      'қазақпын',
      'қазақ қызы',
      'ұлты өзбек',
      'тегі ұйғыр',
      'орта жүз',
      'руы найман',
      'орыс әйелі',
      'этникалық қазақ',
    ],
  },
} satisfies Record<string, Record<(typeof SENSITIVE_KINDS)[number], string[]>>

const KEPT = {
  English: [
    'motherhood',
    'healthy food',
    'health and fitness',
    'wellness, yoga and running',
    'Essex and Sussex',
    'sextant',
    'unisex clothes',
    'Sex and the City',
    'Churchill quotes',
    'gaming',
    'Marvin Gaye',
    'jewellery',
    'zodiac sign Cancer',
    'hospitality',
    'Christian Dior perfume',
    'Christina',
    'Mostly posts in Kazakh and Russian.',
    'Kazakh language lessons',
    'Kazakh cuisine',
    'She is Russian-speaking.',
    'The creator is Russian and Kazakh speaking.',
    'Korean skincare',
    'trans fats',
    'Kazakh-speaking mothers in Almaty',
    'ethnic jewelry',
    'black men’s shoes',
    'black dress',
    'car racing',
    'gender reveal party',
    'goddess hairstyles',
    'godmother',
    'oh my god',
    'trump card',
    'alcoholic cocktails and non-alcoholic wine',
    'Jewish cuisine',
    'blind box unboxing',
    'conservative style',
    'Nazarbayev University',
    'islambek',
    'dogs and cats',
    'party dresses',
    'comments are disabled',
    'skin care for oily skin',
    'Kazakhstan, Almaty',
    'ru',
    'kk',
  ],
  Russian: [
    'материнство',
    'здоровое питание',
    'здоровый образ жизни',
    'красота и здоровье',
    'гейм',
    'геймер и геймпад',
    'гейша',
    'Христина',
    'Кристина',
    'исламбек',
    'Исламабад',
    'Султан Исламбеков',
    'раки и раковина',
    'знак зодиака Рак',
    'рак-отшельник',
    'библиотека',
    'спидометр',
    'глухарь',
    'эко-косметика',
    'коляска для малыша',
    'бодибилдинг',
    'богатый выбор',
    'слава богу',
    'намазать крем и намазка',
    'секс-символ',
    'рак-богомол',
    'вечеринка и партия платьев',
    'секунда',
    'сексапильный',
    'Секс в большом городе',
    'политика конфиденциальности',
    'ценовая политика',
    'партия товара',
    'Путинцева',
    'путинка',
    'болеет за «Кайрат»',
    'больше больно не будет',
    'гипоаллергенный крем',
    'русский язык',
    'русская кухня',
    'казахская кухня',
    'казахстанские бренды',
    'пишет на казахском',
    'этническая музыка',
    'национальный костюм',
    'уйгурский лагман',
    'корейская косметика',
    'имам баялды',
    'эко-уборка',
    'новый пост',
    'Вера и Надежда',
    'умру от смеха',
    'диагностика автомобиля',
    'военный парад',
    'Москва',
  ],
  Kazakh: [
    'ана мен бала',
    'салауатты өмір салты',
    'дұрыс тамақтану',
    'қазақ тілі',
    'қазақша блог',
    'қазақ қызметі',
    'Қазақстан',
    'қазақ әндері',
    'ұлттық тағам',
    'ұлттық киім',
    'Исламбек',
    'Құдайберген',
    'Молдабек',
    'Оразбек',
    'Динара',
    'Дінмұхамед',
    'жүз теңге',
    'жүзік',
    'ауыл өмірі',
    'рахмет',
    'руханият',
    'сайламыз ба',
    'құпиялылық саясаты',
    'Наурыз',
    'Алла Пугачева',
    'саяхат',
    'көгілдір аспан',
  ],
}

for (const [language, kinds] of Object.entries(DROPPED)) {
  const samples = Object.entries(kinds).flatMap(([kind, texts]) =>
    texts.map((text): [string, string] => [text, kind]),
  )
  describe(`in ${language}`, () => {
    test.for(samples)('%j is dropped as %s', ([text, kind]) => {
      expect(sensitiveKindOf(text)).toBe(kind)
    })
  })
}

for (const [language, texts] of Object.entries(KEPT)) {
  describe(`in ${language}`, () => {
    test.for(texts)('%j is kept', (text) => {
      expect(sensitiveKindOf(text)).toBeNull()
    })
  })
}

test('a word is found however it is written: in capitals, with marks of stress, hidden signs, or in a hashtag', () => {
  for (const text of [
    'МУСУЛЬМАНКА',
    'мусульма́нка',
    'мусуль\u00adманка',
    'мусуль\u200bманка',
    '#мусульманка_алматы',
    'Ｇａｙ',
    '#ProudGay',
    'he\u0301 says: gay!',
    '(гей)',
  ]) {
    expect(sensitiveKindOf(text), text).not.toBeNull()
  }
})

test('a harmless phrase does not hide what else a text says', () => {
  expect(sensitiveKindOf('политика конфиденциальности и политика')).toBe('politics')
  expect(sensitiveKindOf('health and fitness after cancer')).toBe('health')
})

describe.for([
  ['English', ENGLISH],
  ['Russian', RUSSIAN],
  ['Kazakh', KAZAKH],
] as const)('the %s list', ([, list]) => {
  test('has terms as they are compared, each once', () => {
    for (const kind of [...SENSITIVE_KINDS, 'passes'] as const) {
      const terms = list[kind].split(',').map((term) => term.trim())
      expect(terms.length).toBeGreaterThan(3)
      for (const term of terms) {
        expect(term).toMatch(
          /^[\p{L}\p{N}]{2,}\*?(\|[\p{L}\p{N}]+\*?)*(\s+[\p{L}\p{N}]+\*?(\|[\p{L}\p{N}]+\*?)*)*$/u,
        )
        expect(term).toBe(term.toLowerCase().replaceAll('ё', 'е').normalize('NFKC'))
      }
      expect(new Set(terms).size).toBe(terms.length)
    }
  })
})
