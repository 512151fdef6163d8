import type { Gender } from './names.ts'

export type Language = 'ru' | 'kk' | 'en'

/** A sentence, with two forms if it depends on the speaker's gender. */
export type Phrase = string | Record<Gender, string>

export const spoken = (phrase: Phrase, gender: Gender): string =>
  typeof phrase === 'string' ? phrase : phrase[gender]

/** Topics with the words of their hashtags, bios and highlights; phrases.ts has the captions'. */
export type Topic = {
  name: string
  /** Follows the city in a creator's own hashtag: #алматымама. */
  tag: string
  latinTag: string
  /** Parts of a hashtag that indicate this topic. */
  words: readonly string[]
  tags: readonly string[]
  /** The name as usernames spell it. */
  handle: string
  shareOfWomen: number
  category: string
  emoji: readonly string[]
  bio: Record<Language, Phrase>
  highlights: Record<Language, readonly string[]>
  brands: readonly string[]
}

export const TOPICS: readonly Topic[] = [
  {
    name: 'motherhood',
    tag: 'мама',
    latinTag: 'mama',
    words: ['мама', 'мам', 'mama', 'mom', 'ана', 'дет', 'бала', 'kids', 'baby'],
    tags: ['декрет', 'дети', 'балалар', 'momlife', 'mamablog', 'ана', 'прикорм'],
    handle: 'mama',
    shareOfWomen: 1,
    category: 'Personal blog',
    emoji: ['👶', '🍼', '🤱', '💛', '🧸'],
    bio: {
      ru: 'мама, делюсь буднями',
      kk: 'анамын, күнделікті өмірімізді бөлісемін',
      en: 'mom life, no filters',
    },
    highlights: {
      ru: ['Роды', 'Прикорм', 'Режим дня', 'Книги', 'Отзывы', 'Игры', 'Находки'],
      kk: ['Балалар', 'Ертегілер', 'Күн тәртібі', 'Пікірлер'],
      en: ['Bedtime', 'Books', 'Our days', 'Reviews'],
    },
    brands: ['pampers.kz', 'bebivita_kz', 'mothercare_kz'],
  },
  {
    name: 'beauty',
    tag: 'бьюти',
    latinTag: 'beauty',
    words: ['бьюти', 'beauty', 'макияж', 'makeup', 'уход', 'сұлу', 'skin'],
    tags: ['макияж', 'уходзалицом', 'сұлулық', 'skincare', 'makeup'],
    handle: 'beauty',
    shareOfWomen: 0.95,
    category: 'Health/beauty',
    emoji: ['💄', '✨', '💅', '🌸'],
    bio: { ru: 'визажист, макияж', kk: 'визажист, сұлулық', en: 'makeup artist and skin nerd' },
    highlights: {
      ru: ['До/после', 'Прайс', 'Уход', 'Отзывы', 'Обучение'],
      kk: ['Дейін/кейін', 'Бағалар', 'Күтім', 'Пікірлер'],
      en: ['Before & after', 'Prices', 'Skincare', 'Reviews'],
    },
    brands: ['goldapple_kz', 'sephora.kz', 'letual_kz'],
  },
  {
    name: 'food',
    tag: 'еда',
    latinTag: 'food',
    words: ['еда', 'food', 'рецепт', 'тамақ', 'cook', 'кафе', 'ас'],
    tags: ['рецепты', 'вкусно', 'тамақ', 'foodblog', 'бешбармақ'],
    handle: 'cooks',
    shareOfWomen: 0.7,
    category: 'Food & beverage',
    emoji: ['🍲', '🥟', '🍰', '🔥'],
    bio: { ru: 'простые рецепты каждый день', kk: 'дәмді тамақ рецептілері', en: 'home cook' },
    highlights: {
      ru: ['Рецепты', 'Кафе', 'Десерты', 'Ужины'],
      kk: ['Рецептілер', 'Тәттілер', 'Кешкі ас'],
      en: ['Recipes', 'Cafes', 'Desserts'],
    },
    brands: ['magnum.kz', 'wolt_kz', 'glovo_kz'],
  },
  {
    name: 'fitness',
    tag: 'фитнес',
    latinTag: 'fitness',
    words: ['фитнес', 'fitness', 'спорт', 'sport', 'йога', 'yoga', 'gym', 'пп'],
    tags: ['тренировки', 'спорт', 'жаттығу', 'workout', 'пп'],
    handle: 'fit',
    shareOfWomen: 0.5,
    category: 'Fitness trainer',
    emoji: ['💪', '🏃', '🧘', '🥗'],
    bio: {
      ru: 'тренер, домашние тренировки',
      kk: 'жаттықтырушы, спорт',
      en: 'fitness coach, online programs',
    },
    highlights: {
      ru: ['Тренировки', 'Питание', 'Результаты', 'Марафон'],
      kk: ['Жаттығулар', 'Тамақтану', 'Нәтижелер'],
      en: ['Workouts', 'Meals', 'Results'],
    },
    brands: ['worldclass_kz', 'adidas_kz', 'myprotein_kz'],
  },
  {
    name: 'travel',
    tag: 'тревел',
    latinTag: 'travel',
    words: ['тревел', 'travel', 'путешеств', 'саяхат', 'trip', 'тур', 'горы'],
    tags: ['путешествия', 'саяхат', 'travelblog', 'горы', 'көлсай'],
    handle: 'travels',
    shareOfWomen: 0.5,
    category: 'Travel company',
    emoji: ['✈️', '🏔️', '🧭', '🌊'],
    bio: {
      ru: 'путешествую и пишу честные маршруты',
      kk: 'саяхат және кеңестер',
      en: 'travel notes, 34 countries and counting',
    },
    highlights: {
      ru: ['Грузия', 'Турция', 'Дубай', 'Кольсай', 'Советы', 'Бали'],
      kk: ['Көлсай', 'Түркия', 'Кеңестер'],
      en: ['Georgia', 'Bali', 'My tips'],
    },
    brands: ['airastana', 'aviata_kz', 'flyarystan'],
  },
  {
    name: 'fashion',
    tag: 'стиль',
    latinTag: 'style',
    words: ['стиль', 'style', 'мода', 'fashion', 'сән', 'look', 'ootd'],
    tags: ['стиль', 'образдня', 'сән', 'ootd', 'капсула'],
    handle: 'style',
    shareOfWomen: 0.85,
    category: 'Clothing (brand)',
    emoji: ['👗', '👠', '🖤', '🛍️'],
    bio: { ru: 'стилист, модные разборы', kk: 'стилист, сән', en: 'fashion and outfit stylist' },
    highlights: {
      ru: ['Образы', 'Капсула', 'Шопинг', 'Отзывы'],
      kk: ['Үлгілер', 'Сатып алу', 'Пікірлер'],
      en: ['Outfits', 'Shopping', 'Reviews'],
    },
    brands: ['zara_kz', 'lamoda_kz', 'qazaq_republic'],
  },
  {
    name: 'tech',
    tag: 'айти',
    latinTag: 'tech',
    words: ['айти', 'tech', 'code', 'гаджет', 'digital', 'it'],
    tags: ['айти', 'гаджеты', 'программирование', 'смартфоны', 'technews'],
    handle: 'tech',
    shareOfWomen: 0.25,
    category: 'Science, technology & engineering',
    emoji: ['💻', '📱', '🤖', '🚀'],
    bio: { ru: 'пишу о технологиях', kk: 'технология туралы', en: 'engineer, I test gadgets' },
    highlights: {
      ru: ['Обзоры', 'Вопросы', 'Карьера'],
      kk: ['Шолулар', 'Сұрақтар'],
      en: ['Reviews', 'Questions', 'Career'],
    },
    brands: ['kaspi.kz', 'technodom', 'beeline_kz'],
  },
  {
    name: 'home',
    tag: 'дом',
    latinTag: 'home',
    words: ['дом', 'home', 'ремонт', 'интерьер', 'үй', 'decor', 'уют'],
    tags: ['ремонт', 'интерьер', 'уют', 'үй', 'homedecor'],
    handle: 'home',
    shareOfWomen: 0.85,
    category: 'Home decor',
    emoji: ['🏡', '🪴', '🛋️', '🧺'],
    bio: { ru: 'ремонт, интерьер и уют', kk: 'үй интерьері', en: 'interior and slow renovation' },
    highlights: {
      ru: ['Ремонт', 'Кухня', 'Порядок', 'Находки'],
      kk: ['Жөндеу', 'Ас үй', 'Тәртіп'],
      en: ['Kitchen', 'Order', 'Finds'],
    },
    brands: ['leroymerlin_kz', 'ikea_almaty', 'dodo_home'],
  },
  {
    name: 'business',
    tag: 'бизнес',
    latinTag: 'business',
    words: ['бизнес', 'business', 'кәсіп', 'маркетинг', 'smm', 'деньги'],
    tags: ['бизнес', 'кәсіпкер', 'маркетинг', 'smm', 'предприниматель'],
    handle: 'biz',
    shareOfWomen: 0.4,
    category: 'Entrepreneur',
    emoji: ['📈', '💼', '🔥', '🤝'],
    bio: { ru: 'строю бизнес, пишу о цифрах', kk: 'кәсіпкер', en: 'small business in numbers' },
    highlights: {
      ru: ['Кейсы', 'Отзывы', 'Команда', 'Вопросы'],
      kk: ['Жобалар', 'Сұрақтар', 'Біздің топ'],
      en: ['Cases', 'The team', 'Questions'],
    },
    brands: ['kaspi.kz', 'halykbank', 'freedom_bank'],
  },
  {
    name: 'humor',
    tag: 'юмор',
    latinTag: 'humor',
    words: ['юмор', 'humor', 'fun', 'вайн', 'әзіл', 'мем', 'meme'],
    tags: ['юмор', 'әзіл', 'вайн', 'мемы', 'funny'],
    handle: 'fun',
    shareOfWomen: 0.4,
    category: 'Comedian',
    emoji: ['😂', '🤣', '😅', '🎬'],
    bio: { ru: 'шутки и юмор', kk: 'әзіл-қалжың', en: 'funny short videos' },
    highlights: {
      ru: ['Бэкстейдж', 'Лучшее', 'Вопросы'],
      kk: ['Үздіктер', 'Сұрақтар'],
      en: ['Backstage', 'The best', 'Questions'],
    },
    brands: ['tele2_kz', 'chocofamily', 'yandex.kz'],
  },
]
