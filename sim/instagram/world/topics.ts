export type Language = 'ru' | 'kk' | 'en'

/** What creators write about, with the words that their captions, hashtags, bios and highlights are made of. */
export type Topic = {
  name: string
  /** The word that follows the city in a creator's own hashtag: #алматымама. */
  tag: string
  /** Parts of a hashtag that say it is about this topic. */
  words: readonly string[]
  tags: readonly string[]
  category: string
  emoji: readonly string[]
  bio: Record<Language, string>
  phrases: Record<Language, readonly string[]>
  highlights: readonly string[]
  brands: readonly string[]
}

export const TOPICS: readonly Topic[] = [
  {
    name: 'motherhood',
    tag: 'мама',
    words: ['мама', 'мам', 'mama', 'mom', 'ана', 'дет', 'бала', 'kids', 'baby'],
    tags: ['декрет', 'дети', 'балалар', 'momlife', 'mamablog', 'ана', 'прикорм'],
    category: 'Personal blog',
    emoji: ['👶', '🍼', '🤱', '💛', '🧸'],
    bio: {
      ru: 'мама двоих детей, делюсь буднями',
      kk: 'екі баланың анасымын',
      en: 'mom of two, real life only',
    },
    phrases: {
      ru: [
        'Сегодня мы впервые пошли в садик, и плакала только я',
        'Собрала список того, что правда пригодилось в первый год',
        'Муж укладывает младшую, а у меня целых двадцать минут тишины',
        'Как мы пережили прививки и не сошли с ума',
      ],
      kk: [
        'Бүгін балабақшаға алғаш рет бардық',
        'Кішкентайымыз алғашқы қадамын жасады',
        'Ана болу — күн сайынғы еңбек пен қуаныш',
      ],
      en: ['First day of kindergarten and only one of us cried', 'Our bedtime routine, honestly'],
    },
    highlights: ['Роды', 'Прикорм', 'Малыш', 'Садик', 'Книги', 'Отзывы', 'Скидки'],
    brands: ['pampers.kz', 'bebivita_kz', 'mothercare_kz'],
  },
  {
    name: 'beauty',
    tag: 'бьюти',
    words: ['бьюти', 'beauty', 'макияж', 'makeup', 'уход', 'сұлу', 'skin'],
    tags: ['макияж', 'уходзалицом', 'сұлулық', 'skincare', 'makeup'],
    category: 'Health/beauty',
    emoji: ['💄', '✨', '💅', '🌸'],
    bio: { ru: 'визажист, обучение', kk: 'визажист, сабақтар', en: 'makeup artist and skin nerd' },
    phrases: {
      ru: [
        'Разбираем составы: что на самом деле увлажняет',
        'Вечерний макияж за десять минут, пошагово',
        'Три средства, которые я покупаю снова и снова',
      ],
      kk: ['Күнделікті күтім қалай жасалады', 'Той макияжы: басынан аяғына дейін'],
      en: ['Ten minute evening look', 'What actually works for dry skin'],
    },
    highlights: ['До/после', 'Прайс', 'Уход', 'Отзывы', 'Обучение'],
    brands: ['goldapple_kz', 'sephora.kz', 'letual_kz'],
  },
  {
    name: 'food',
    tag: 'еда',
    words: ['еда', 'food', 'рецепт', 'тамақ', 'cook', 'кафе', 'ас'],
    tags: ['рецепты', 'вкусно', 'тамақ', 'foodblog', 'бешбармақ'],
    category: 'Food & beverage',
    emoji: ['🍲', '🥟', '🍰', '🔥'],
    bio: { ru: 'простые рецепты каждый день', kk: 'дәмді тамақ рецептілері', en: 'home cook' },
    phrases: {
      ru: [
        'Манты, которые получаются даже у тех, кто не умеет лепить',
        'Проверила новую кофейню: кофе отличный, очередь тоже',
        'Ужин на четверых за двадцать минут',
      ],
      kk: ['Бауырсақтың ең оңай рецепті', 'Қонақ келгенде не пісіреміз'],
      en: ['Dinner for four in twenty minutes', 'The best laghman in town'],
    },
    highlights: ['Рецепты', 'Кафе', 'Десерты', 'Ужины'],
    brands: ['magnum.kz', 'wolt_kz', 'glovo_kz'],
  },
  {
    name: 'fitness',
    tag: 'фитнес',
    words: ['фитнес', 'fitness', 'спорт', 'sport', 'йога', 'yoga', 'gym', 'пп'],
    tags: ['тренировки', 'спорт', 'жаттығу', 'workout', 'пп'],
    category: 'Fitness trainer',
    emoji: ['💪', '🏃', '🧘', '🥗'],
    bio: { ru: 'тренер, онлайн-марафоны', kk: 'жаттықтырушы', en: 'coach, online programs' },
    phrases: {
      ru: [
        'Пять упражнений, для которых не нужен зал',
        'Почему вес стоит, хотя вы всё делаете правильно',
        'Сезон забегов открыт, бежим вместе',
      ],
      kk: ['Таңғы жаттығу бес минут', 'Дұрыс тамақтану неден басталады'],
      en: ['No gym needed', 'Race day recap'],
    },
    highlights: ['Тренировки', 'Питание', 'Результаты', 'Марафон'],
    brands: ['worldclass_kz', 'adidas_kz', 'myprotein_kz'],
  },
  {
    name: 'travel',
    tag: 'тревел',
    words: ['тревел', 'travel', 'путешеств', 'саяхат', 'trip', 'тур', 'горы'],
    tags: ['путешествия', 'саяхат', 'travelblog', 'горы', 'көлсай'],
    category: 'Travel company',
    emoji: ['✈️', '🏔️', '🧭', '🌊'],
    bio: {
      ru: 'показываю Казахстан',
      kk: 'Қазақстанды аралаймыз',
      en: '34 countries and counting',
    },
    phrases: {
      ru: [
        'Кольсай за один день: маршрут, бюджет, ошибки',
        'Что взять в самолёт с двумя детьми',
        'Нашли пляж без людей, координаты в сторис',
      ],
      kk: ['Шарын шатқалына қалай жетуге болады', 'Демалысқа қайда барамыз'],
      en: ['Charyn canyon in one day', 'Carry-on only for two weeks'],
    },
    highlights: ['Грузия', 'Турция', 'Дубай', 'Кольсай', 'Советы', 'Бали'],
    brands: ['airastana', 'aviata_kz', 'flyarystan'],
  },
  {
    name: 'fashion',
    tag: 'стиль',
    words: ['стиль', 'style', 'мода', 'fashion', 'сән', 'look', 'ootd'],
    tags: ['стиль', 'образдня', 'сән', 'ootd', 'капсула'],
    category: 'Clothing (brand)',
    emoji: ['👗', '👠', '🖤', '🛍️'],
    bio: { ru: 'стилист, разборы гардероба', kk: 'стилист', en: 'wardrobe stylist' },
    phrases: {
      ru: [
        'Капсула на осень из семи вещей',
        'Три способа носить одну рубашку',
        'Нашла казахстанский бренд, которым хочется хвастаться',
      ],
      kk: ['Күзге арналған киімдер', 'Қазақстандық брендтер туралы'],
      en: ['Seven pieces, ten looks', 'Local brands worth knowing'],
    },
    highlights: ['Образы', 'Капсула', 'Шопинг', 'Отзывы'],
    brands: ['zara_kz', 'lamoda_kz', 'qazaq_republic'],
  },
  {
    name: 'tech',
    tag: 'айти',
    words: ['айти', 'tech', 'code', 'гаджет', 'digital', 'it'],
    tags: ['айти', 'гаджеты', 'программирование', 'startup', 'technews'],
    category: 'Science, technology & engineering',
    emoji: ['💻', '📱', '🤖', '🚀'],
    bio: { ru: 'пишу о технологиях', kk: 'технология туралы', en: 'engineer, gadgets' },
    phrases: {
      ru: ['Неделя с новым телефоном: честно', 'Как я поменял профессию в тридцать'],
      kk: ['Жаңа смартфонға шолу', 'Бағдарламалауды неден бастау керек'],
      en: ['A week with the new phone', 'How I switched careers at thirty'],
    },
    highlights: ['Обзоры', 'Вопросы', 'Карьера'],
    brands: ['kaspi.kz', 'technodom', 'beeline_kz'],
  },
  {
    name: 'home',
    tag: 'дом',
    words: ['дом', 'home', 'ремонт', 'интерьер', 'үй', 'decor', 'уют'],
    tags: ['ремонт', 'интерьер', 'уют', 'үй', 'homedecor'],
    category: 'Home decor',
    emoji: ['🏡', '🪴', '🛋️', '🧺'],
    bio: { ru: 'ремонт и уют', kk: 'үй жайлылығы', en: 'small flat, big plans' },
    phrases: {
      ru: ['Ремонт кухни: смета и слёзы', 'Порядок, который держится сам'],
      kk: ['Үйді қалай жинаймыз', 'Жөндеу: басынан аяғына дейін'],
      en: ['Kitchen makeover, the honest bill', 'Storage that stays tidy'],
    },
    highlights: ['Ремонт', 'Кухня', 'Порядок', 'Находки'],
    brands: ['leroymerlin_kz', 'ikea_almaty', 'dodo_home'],
  },
  {
    name: 'business',
    tag: 'бизнес',
    words: ['бизнес', 'business', 'кәсіп', 'маркетинг', 'smm', 'деньги'],
    tags: ['бизнес', 'кәсіпкер', 'маркетинг', 'smm', 'предприниматель'],
    category: 'Entrepreneur',
    emoji: ['📈', '💼', '🔥', '🤝'],
    bio: { ru: 'строю компанию, пишу о цифрах', kk: 'кәсіпкер', en: 'founder, numbers only' },
    phrases: {
      ru: ['Сколько стоит открыть кофейню на самом деле', 'Ошибка, которая стоила мне года'],
      kk: ['Кәсіпті неден бастау керек', 'Бір жылдық есебіміз'],
      en: ['What a coffee shop really costs', 'The mistake that cost me a year'],
    },
    highlights: ['Кейсы', 'Отзывы', 'Команда', 'Вопросы'],
    brands: ['kaspi.kz', 'halykbank', 'freedom_bank'],
  },
  {
    name: 'humor',
    tag: 'юмор',
    words: ['юмор', 'humor', 'fun', 'вайн', 'әзіл', 'мем', 'meme'],
    tags: ['юмор', 'әзіл', 'вайн', 'мемы', 'funny'],
    category: 'Comedian',
    emoji: ['😂', '🤣', '😅', '🎬'],
    bio: { ru: 'снимаю смешное', kk: 'әзіл-қалжың', en: 'I make short videos' },
    phrases: {
      ru: ['Когда мама сказала «мы ненадолго зайдём»', 'Типичный понедельник'],
      kk: ['Қонаққа барғанда', 'Апам телефон ұстағанда'],
      en: ['When mom says five minutes', 'Mondays be like'],
    },
    highlights: ['Бэкстейдж', 'Лучшее', 'Реклама'],
    brands: ['tele2_kz', 'chocofamily', 'yandex.kz'],
  },
]
