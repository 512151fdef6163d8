-- The topics of creators' insights, the categories that topics are matched to, and the words of
-- each category. docs/categories.md describes the method.

-- A topic's words as topics are compared: letters of one form, without filler words, in the
-- singular as far as simple rules can tell. '' for a topic without a letter or digit.
create function topic_words(topic text) returns text
language sql immutable strict parallel safe
return (
  select coalesce(
    string_agg(stem, ' ' order by place) filter (where word not in (
      'a', 'an', 'and', 'of', 'the', 'и', 'в', 'о', 'об', 'про', 'для', 'жане', 'мен', 'туралы',
      'blog', 'blogs', 'blogger', 'bloggers', 'blogging', 'vlog', 'vlogs', 'vlogger', 'vlogging',
      'content', 'creator', 'influencer', 'influencers', 'lover', 'tips',
      'блог', 'блоги', 'блогер', 'блогеры', 'влог', 'влоги', 'контент', 'советы', 'кенестер'
    )),
    string_agg(stem, ' ' order by place),
    ''
  )
  from (
    select
      word,
      place,
      case
        when length(word) < 4 then word
        when word ~ '[a-z]' then
          -- Dresses, recipes and movies.
          regexp_replace(
            regexp_replace(regexp_replace(word, '(ss|sh|ch|x|z)es$', '\1'), '(...)ies?$', '\1y'),
            '([^sui])s$', '\1'
          )
        else
          -- Endings of Russian nouns, the plural of Kazakh nouns, and the endings before it.
          regexp_replace(
            regexp_replace(
              regexp_replace(word, '(...)[аеиоуыэюяь]{1,2}$', '\1'),
              '(...)[лдт][ае]р$', '\1'
            ),
            '(...)[аеиоуыэюяь]{1,2}$', '\1'
          )
      end as stem
    from
      regexp_split_to_table(
        -- Without marks above letters (é, ё, й); Kazakh letters as keyboards without them spell
        -- them.
        translate(
          regexp_replace(
            lower(normalize(topic, NFKD) collate pg_c_utf8), '[\u0300-\u036f''’ʼ`]', '', 'g'
          ),
          'әғқңөұүһі', 'агкноууhи'
        ),
        '[^[:alnum:]]+'
      ) with ordinality as split (word, place)
    where word <> ''
  ) words
);

-- The one spelling of all topics that differ only in case, hyphens, spaces, plural and filler
-- words.
create function topic_term(topic text) returns text
language sql immutable strict parallel safe
return coalesce(nullif(replace(topic_words(topic), ' ', ''), ''), topic);

create table categories (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> '')
);
create index categories_lower_name_idx on categories (lower(name));

-- The words of a category, its own name among them. Each term means one category.
create table category_synonyms (
  synonym text not null check (synonym <> ''),
  term text generated always as (topic_term(synonym)) stored,
  category_id uuid not null references categories (id),
  constraint category_synonyms_pkey primary key (term)
);
create index category_synonyms_category_idx on category_synonyms (category_id);
create index category_synonyms_similar_idx on category_synonyms using gist (term gist_trgm_ops);

-- Topics that a person has left without a category.
create table ignored_topics (
  term text primary key check (term <> ''),
  topic text not null,
  ignored_at timestamptz not null default world_now()
);

-- The topics of a creator's newest insights, each with the category that it was matched to.
create table blog_topics (
  blog_id uuid not null references blogs (id) on delete cascade,
  topic text not null check (topic <> ''),
  term text not null, -- topic_term(topic), which is too slow to compute in queries
  place smallint not null check (place >= 0), -- 0 is the primary topic
  category_id uuid references categories (id),
  matched_by text check (matched_by in ('name', 'synonym', 'similarity', 'words')),
  similarity real check (similarity between 0 and 1),
  first_seen_at timestamptz not null default world_now(),
  last_seen_at timestamptz not null default world_now(),
  constraint blog_topics_pkey primary key (blog_id, term),
  constraint blog_topics_matched_by_something check ((category_id is null) = (matched_by is null)),
  constraint blog_topics_similarity_of_similar check (
    (matched_by is not distinct from 'similarity') = (similarity is not null)
  )
);
create index blog_topics_term_idx on blog_topics (term);
create index blog_topics_category_idx on blog_topics (category_id) where category_id is not null;
-- Topics whose category may change when any word is added or removed.
create index blog_topics_inexact_idx on blog_topics (term, topic)
  where category_id is null or matched_by in ('similarity', 'words');

-- The categories of a creator.
create table blog_categories (
  blog_id uuid not null references blogs (id) on delete cascade,
  category_id uuid not null references categories (id),
  is_primary boolean not null default false,
  constraint blog_categories_pkey primary key (blog_id, category_id)
);
create unique index blog_categories_one_primary_idx on blog_categories (blog_id) where is_primary;
create index blog_categories_category_idx on blog_categories (category_id, blog_id);

-- The category that a person has assigned to a creator. It comes before those of its topics.
create table manual_categories (
  blog_id uuid primary key references blogs (id) on delete cascade,
  category_id uuid not null references categories (id),
  assigned_at timestamptz not null default world_now()
);
create index manual_categories_category_idx on manual_categories (category_id);

-- The categories of a new database. A term means one category, even if two of them list it.
create temporary table starting_categories (name text, synonyms text) on commit drop;
insert into starting_categories values
  ('parenting',
    'motherhood, mom, mother, fatherhood, dad, family, family life, children, kids, baby, babies, toddlers, '
    'child care, maternity, pregnancy, kids activities, toys, материнство, мама, отцовство, папа, семья, '
    'дети, ребёнок, малыши, беременность, декрет, родительство, воспитание детей, детские товары, ана, '
    'аналар, ана болу, отбасы, бала, балалар, бала тәрбиесі, жүктілік'),
  ('beauty',
    'makeup, make up, cosmetics, skincare, skin care, hair, hair care, hairstyles, nails, manicure, lashes, '
    'brows, perfume, fragrance, beauty and care, красота, бьюти, макияж, косметика, уход за кожей, уход за '
    'волосами, волосы, прически, маникюр, ногти, ресницы, брови, парфюмерия, визажист, сұлулық, күтім, тері '
    'күтімі, шаш, косметология'),
  ('fashion',
    'style, clothing, clothes, outfits, ootd, streetwear, wardrobe, stylist, shoes, accessories, modest '
    'fashion, modelling, мода, стиль, одежда, образы, гардероб, стилист, обувь, аксессуары, модель, сән, '
    'киім, аяқ киім, ұлттық киім'),
  ('jewelry',
    'jewellery, watches, украшения, ювелирные изделия, часы, бижутерия, зергерлік бұйымдар, әшекей'),
  ('food',
    'cooking, recipes, culinary, cuisine, baking, desserts, cakes, restaurants, cafes, coffee, tea, drinks, '
    'food and drink, foodie, gastronomy, home cooking, street food, еда, рецепты, кулинария, готовка, кухня, '
    'выпечка, десерты, торты, кондитер, рестораны, кафе, кофе, чай, напитки, еда и напитки, тамақ, тағам, ас, '
    'ас мәзірі, асхана, аспаз, рецепттер, тәттілер'),
  ('travel',
    'travelling, traveling, trips, tourism, tourist, vacation, holidays, wanderlust, adventure, destinations, '
    'road trips, hotels, flights, путешествия, туризм, поездки, отпуск, отдых, отели, туры, тревел, саяхат, '
    'туризм және саяхат, демалыс, қонақүй'),
  ('outdoors',
    'hiking, camping, trekking, mountains, climbing, fishing, hunting, backpacking, поход, горы, кемпинг, '
    'альпинизм, рыбалка, охота, активный отдых, тау, тау серуені, балық аулау, аңшылық'),
  ('fitness',
    'workout, gym, training, bodybuilding, yoga, pilates, crossfit, stretching, weight loss, personal '
    'trainer, фитнес, тренировки, спортзал, бодибилдинг, йога, пилатес, растяжка, похудение, тренер, жаттығу, '
    'жаттықтырушы, арықтау'),
  ('sports',
    'football, soccer, basketball, boxing, martial arts, mma, running, cycling, swimming, tennis, hockey, '
    'athletics, chess, спорт, футбол, баскетбол, бокс, единоборства, бег, велоспорт, плавание, теннис, '
    'хоккей, шахматы, күрес, жүгіру, жүзу, спортшы'),
  ('wellness',
    'healthy lifestyle, healthy living, self care, mindfulness, meditation, nutrition, healthy eating, diet, '
    'зож, здоровый образ жизни, забота о себе, медитация, питание, правильное питание, диета, салауатты өмір '
    'салты, дұрыс тамақтану'),
  ('lifestyle',
    'daily life, everyday life, day in my life, routine, лайфстайл, образ жизни, повседневная жизнь, личный '
    'блог, өмір салты, күнделікті өмір'),
  ('personal growth',
    'self improvement, self development, personal development, motivation, psychology, coaching, mindset, '
    'productivity, саморазвитие, личностный рост, мотивация, психология, коучинг, продуктивность, өзін өзі '
    'дамыту, мотивация және даму, психолог'),
  ('relationships',
    'love, marriage, dating, couples, friendship, отношения, любовь, брак, свидания, пара, дружба, махаббат, '
    'қарым қатынас, неке'),
  ('weddings',
    'wedding, bride, bridal, wedding dresses, wedding planning, свадьба, невеста, свадебные платья, үйлену '
    'тойы, той, қыз ұзату, қалыңдық'),
  ('events',
    'event planning, parties, celebrations, event host, holidays decor, мероприятия, организация мероприятий, '
    'праздники, ведущий, тамада, асаба, мереке, іс шара'),
  ('home',
    'home decor, interior, interior design, interiors, home and garden, home improvement, renovation, '
    'furniture, cleaning, home organization, diy home, дом, интерьер, дизайн интерьера, ремонт, мебель, '
    'уборка, уют, декор, быт, үй, үй жайлылығы, жөндеу, жиһаз, тазалық'),
  ('gardening',
    'garden, plants, houseplants, flowers, floristry, landscape design, сад, садоводство, огород, дача, '
    'растения, цветы, флористика, бақ, гүлдер, өсімдіктер'),
  ('agriculture',
    'farming, farm, livestock, horses, сельское хозяйство, ферма, фермерство, животноводство, лошади, ауыл '
    'шаруашылығы, шаруа, мал шаруашылығы, жылқы'),
  ('pets',
    'animals, dogs, cats, puppies, kittens, pet care, wildlife, питомцы, животные, собаки, кошки, щенки, '
    'котята, үй жануарлары, жануарлар, ит, мысық'),
  ('cars',
    'car, auto, automotive, motorcycles, motorsport, driving, vehicles, tuning, racing, авто, автомобили, '
    'машины, мотоциклы, тюнинг, автоспорт, вождение, көлік, көліктер, автокөлік'),
  ('technology',
    'tech, gadgets, smartphones, computers, software, programming, coding, artificial intelligence, ai, '
    'electronics, startups tech, cybersecurity, технологии, гаджеты, смартфоны, компьютеры, программирование, '
    'айти, искусственный интеллект, электроника, нейросети, бағдарламалау, жасанды интеллект, технологиялар'),
  ('gaming',
    'video games, games, esports, gamer, streaming games, mobile games, minecraft, игры, видеоигры, '
    'киберспорт, геймер, гейминг, ойындар, ойын, киберспорт ойындары'),
  ('science',
    'space, astronomy, physics, biology, engineering, mathematics, наука, космос, астрономия, физика, '
    'биология, инженерия, математика, ғылым, ғарыш'),
  ('education',
    'learning, teaching, teacher, school, university, students, study, courses, tutoring, exam preparation, '
    'образование, обучение, учитель, школа, университет, учёба, студенты, курсы, репетитор, подготовка к '
    'экзаменам, егэ, ент, білім, оқу, мұғалім, мектеп, сабақ, студент'),
  ('languages',
    'language learning, english, english language, foreign languages, linguistics, изучение языков, '
    'английский язык, английский, иностранные языки, языки, тіл үйрену, ағылшын тілі, қазақ тілі, казахский '
    'язык'),
  ('books',
    'reading, literature, book reviews, poetry, writing, books and reading, книги, чтение, литература, '
    'поэзия, писатель, кітап, кітаптар, әдебиет, поэзия және проза, ақын'),
  ('business',
    'entrepreneurship, entrepreneur, startup, startups, small business, ecommerce, online business, '
    'management, бизнес, предпринимательство, предприниматель, стартапы, малый бизнес, интернет магазин, '
    'бизнес және кәсіпкерлік, кәсіпкерлік, кәсіпкер, кәсіп, сауда'),
  ('finance',
    'money, investing, investments, personal finance, cryptocurrency, crypto, trading, banking, taxes, '
    'accounting, economics, финансы, деньги, инвестиции, криптовалюта, трейдинг, налоги, бухгалтерия, '
    'экономика, қаржы, ақша, инвестиция, салық, бухгалтер'),
  ('marketing',
    'advertising, smm, social media, social media marketing, branding, targeting, copywriting, pr, маркетинг, '
    'реклама, соцсети, социальные сети, таргет, брендинг, копирайтинг, продвижение, жарнама, әлеуметтік '
    'желілер, блогинг'),
  ('career',
    'jobs, freelance, remote work, hr, recruiting, job search, карьера, фриланс, удалённая работа, рекрутинг, '
    'поиск работы, вакансии, жұмыс, мансап, мамандық'),
  ('real estate',
    'property, realtor, apartments, houses, construction, недвижимость, риелтор, квартиры, строительство, '
    'ипотека, жылжымайтын мүлік, риэлтор, құрылыс, пәтер'),
  ('law',
    'legal, legal advice, lawyer, право, юрист, юриспруденция, закон, заң, заңгер'),
  ('art',
    'painting, drawing, illustration, artist, sculpture, calligraphy, digital art, искусство, живопись, '
    'рисование, иллюстрация, художник, скульптура, каллиграфия, өнер, сурет салу, суретші, сурет өнері'),
  ('design',
    'graphic design, ux, ui design, web design, architecture, дизайн, графический дизайн, веб дизайн, '
    'архитектура, дизайнер, сәулет, сәулет өнері'),
  ('photography',
    'photos, photographer, photo, photoshoot, videography, video production, фотография, фотограф, фото, '
    'фотосессия, видеосъемка, мобилография, фотосурет, фотосурет өнері, бейне түсіру'),
  ('music',
    'songs, singing, singer, musician, rap, hip hop, dj, concerts, musical instruments, музыка, песни, певец, '
    'певица, вокал, музыкант, рэп, концерты, әуен, ән, әнші, музыка өнері, домбыра, күй'),
  ('dance',
    'dancing, dancer, choreography, ballet, танцы, танец, хореография, балет, танцор, би, биші'),
  ('humor',
    'humour, comedy, comedian, memes, funny, jokes, sketches, skits, vines, stand up, юмор, комедия, мемы, '
    'шутки, приколы, скетчи, вайны, стендап, әзіл, әзіл қалжың, күлкі, сықақ'),
  ('entertainment',
    'movies, film, films, cinema, tv shows, series, celebrities, pop culture, theater, acting, actor, кино, '
    'фильмы, сериалы, развлечения, знаменитости, шоу бизнес, театр, актёр, актриса, ойын сауық, театр және '
    'кино, актер'),
  ('anime',
    'manga, cosplay, comics, k pop, аниме, манга, косплей, комиксы, к поп'),
  ('shopping',
    'discounts, deals, product reviews, hauls, unboxing, marketplaces, online shopping, gifts, шопинг, '
    'покупки, скидки, обзоры товаров, распаковка, маркетплейсы, находки вайлдберриз, подарки, сатып алу, '
    'жеңілдіктер, сыйлықтар'),
  ('crafts',
    'handmade, diy, sewing, knitting, embroidery, crochet, woodworking, candles, рукоделие, хендмейд, своими '
    'руками, шитьё, вязание, вышивка, свечи, қолөнер, тігін, тоқыма, кесте тігу'),
  ('culture',
    'history, traditions, museums, national culture, heritage, культура, история, традиции, музеи, мәдениет, '
    'тарих, салт дәстүр, дәстүр, мұра'),
  ('media',
    'journalism, podcasts, interviews, blogging news, radio, television, журналистика, подкасты, интервью, '
    'телевидение, сми, журналист, сұхбат, бұқаралық ақпарат құралдары, теледидар'),
  ('city life',
    'city, almaty, astana, local guide, nightlife, город, алматы, астана, афиша, куда сходить, қала, қала '
    'өмірі, шымкент'),
  ('charity',
    'volunteering, social projects, donations, благотворительность, волонтерство, социальные проекты, '
    'қайырымдылық, еріктілер'),
  ('nature',
    'environment, ecology, sustainability, zero waste, природа, экология, экологичность, табиғат, қоршаған '
    'орта');

insert into categories (name) select name from starting_categories;

insert into category_synonyms (synonym, category_id)
select s.name, c.id from starting_categories s join categories c on c.name = s.name;

insert into category_synonyms (synonym, category_id)
select word, c.id
from starting_categories s
join categories c on c.name = s.name
cross join string_to_table(s.synonyms, ', ') as word
on conflict do nothing;
