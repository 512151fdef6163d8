/** Words of the categories about people, homes and free time: see `CATEGORY_WORDS`. */
export const EVERYDAY_WORDS: Readonly<Record<string, string>> = {
  parenting:
    'parent, parents, аналар, mom, moms, dad, mommy, mommies, mum, mums, mummy, mama, mamas, ' +
    'mamablog, mothering, new mom, expecting, pregnant, postpartum, newborn, newborns, ' +
    'infant, infants, toddler, child, childcare, kid, kid friendly, kidswear, kids fashion, ' +
    'children fashion, daddy, dads, fathers, families, family blog, family bloggers, ' +
    'diapers, strollers, breastfeeding, nursery, preschoolers, montessori, мамочка, мамочек, ' +
    'мамаша, мамский, мамблогер, мам блогер, мать, матери, матерей, родители, родитель, ' +
    'многодетный, папы, отец, отцы, ребенок, ребёнка, детский, детство, дитя, детишки, ' +
    'детки, деток, малыш, малышка, младенец, новорожденный, грудничок, беременный, роды, ' +
    'декретный, в декрете, семейный, подгузники, памперсы, коляски, игрушки, детская одежда, ' +
    'детская мода, для детей, ана болған, анашым, мамалар, әке, әкелер, ата ана, ата аналар, ' +
    'бөпе, сәби, сәбилер, нәресте, жүкті, жүкті аналар, балалы, бала күтімі, балалар киімі, ' +
    'ойыншықтар, отбасылық, көпбалалы, moms to be, stay at home mom, working mom, mom life, ' +
    'momlife, mom blogger, mommy blogger, new parents, baby, babies, twins, single mom, ' +
    'adoption, молодая мама, молодые мамы, мамаши, яжемать, мама в декрете, воспитание, ' +
    'воспитание детей, развитие детей, детское питание, близнецы, двойняшки, жас ана, жас ' +
    'аналар, бала тәрбиесі, бала тәрбиелеу, балалы аналар, егіздер, декреттегі аналар',
  beauty:
    'beautician, makeup artist, mua, lipstick, beauty blogger, cosmetologist, hairdresser, ' +
    'hair stylist, nail, nail art, lash, lash artist, brow, brow artist, barber, face care, ' +
    'spa, skin, косметолог, бьютиблогер, бьюти блогер, парикмахер, стилист по волосам, ' +
    'мейкап, мейк, визаж, лэшмейкер, бровист, мастер маникюра, нейл, шугаринг, уходовый, ' +
    'уход за лицом, помада, кожа, духи, парфюм, барбер, салон красоты, макияж жасау, ' +
    'косметикалық, бет күтімі, тері, боянатын, бояну, тырнақ, кірпік, шаштараз, иіссу, әтір, ' +
    'сұлу, make up, make up artist, make up artists, cosmetics, cosmetic, lashes, brows, ' +
    'eyelashes, eyelash, eyebrows, manicure, manicurist, pedicure, hairstyle, haircut, hair, ' +
    'perfume, perfumes, skincare nerd, glow, esthetician, aesthetician, визажистка, ' +
    'визажисты, гримёр, ресницы, наращивание, наращивание ресниц, брови, ногти, ногтевой ' +
    'сервис, маникюр, педикюр, прическа, прически, стрижка, волосы, косметология, ' +
    'визажистер, бет күту, қас, қас кірпік, шаш, шаш сәні, тырнақ шебері, тырнақ шеберлері, ' +
    'маникюр жасау, косметологтар',
  fashion:
    'fashionable, fashionista, stylish, trendy, outfit, lookbook, look, designer clothes, ' +
    'dress, dresses, apparel, sneakers, model, models, hijab, hijab fashion, modest, ' +
    'boutique, shoe, модный, модница, стильный, лук, луки, аутфит, платья, платье, одежды, ' +
    'хиджаб, модели, шоурум, бутик, кроссовки, фэшн, фешн, сумки, сәнді, сәнқой, киімдер, ' +
    'көйлек, көйлектер, аяққиім, киіну, стильді, сән үлгілері, streetwear, fashion week, ' +
    'fashionistas, wardrobe, capsule wardrobe, thrift, модницы, стилисты, гардероб, тренды, ' +
    'мода блогер, сән блогері, сән блогерлері, стилистер, сәнқойлар',
  jewelry:
    'jewelry, jewels, rings, ring, earrings, necklace, gold, silver, jeweller, jeweler, ' +
    'ювелирка, ювелир, ювелирный, кольца, серьги, золото, серебро, браслеты, зергер, алтын, ' +
    'күміс, сырға, сақина, білезік, қол сағат, jewellery, jewellers, watches, украшения, ' +
    'бижутерия, зергерлер, әшекей',
  food:
    'cook, cooks, chef, chefs, recipe, restaurant, cafe, foodblog, food blogger, food ' +
    'bloggers, eating, eats, meals, meal, baker, bakers, bakery, dessert, cake, barista, ' +
    'vegan, vegetarian, dish, dishes, кулинар, кулинарный, повар, повара, шеф повар, рецепт, ' +
    'ресторан, ресторанный, кофейня, готовить, готовят, фуд, фудблогер, фуд блогер, вкусный, ' +
    'вкусняшки, блюда, торт, тортики, кондитеры, пекарь, пекарня, бариста, веган, ' +
    'гастрономия, тамақ пісіру, тамақ жасау, ас үй, ас пісіру, рецепт, аспазшы, аспаздар, ' +
    'тәтті, торттар, мейрамхана, мейрамханалар, дәмхана, дәмді, кофехана, наубайхана, ұлттық ' +
    'тағам, ұлттық тағамдар, foodie, foodies, gourmet, gourmets, cooking, home cook, home ' +
    'cooks, kitchen, culinary, bbq, street food, sushi, coffee, tasty, vegan food, pastry ' +
    'chef, pastry chefs, confectioner, confectioners, brunch, фуди, гурман, гурманы, еда, ' +
    'про еду, кухня, кулинария, готовка, кофе, шашлык, пекари, кондитерша, рестораторы, ' +
    'тамақ, тағам, дәмді тағам, тағам әзірлеу, тағам әзірлейтін, ас мәзірі, фудблогерлер, ' +
    'фуд блогерлер, кондитерлер, бауырсақ',
  travel:
    'traveler, travelers, traveller, travellers, trip, journey, tours, tour, tourists, ' +
    'hotel, flight, backpacker, globetrotter, travelblog, travel blogger, road trip, ' +
    'путешественник, путешественница, путешествовать, путешествуют, турист, туристы, ' +
    'туристический, поездка, тревелблогер, тревел блогер, странствия, отель, гид, саяхатшы, ' +
    'саяхаттар, саяхаттау, турист, туристік, жиһанкез, сапар, қонақ үй, globe trotter, globe ' +
    'trotters, globetrotters, wanderlust, vacation, vacations, nomad, nomads, digital nomad, ' +
    'digital nomads, tour guide, tour guides, traveling, travelling, backpacking, ' +
    'backpackers, тревел, тревелеры, путешествия, отдых, туры, гиды, турагент, турагенты, ' +
    'путевки, саяхат, саяхатшылар, демалыс, турагенттер, гидтер',
  outdoors:
    'hike, hiker, hikers, camp, climber, mountain, mountaineering, trek, trekkers, outdoor, ' +
    'fisherman, хайкинг, горный, походы, треккинг, палатки, альпинист, рыбак, рыбаки, ' +
    'охотник, турпоход, тауға шығу, альпинизм және туризм, таулар, жорық, балықшы, кемпинг, ' +
    'campers, camping, hiking, climbing, climbers, mountains, trekking, fishing, hunting, ' +
    'поход, горы, походы в горы, рыбалка, охота, скалолазы, альпинизм, тау, тауға шығатын, ' +
    'тауға шығатындар, балық аулау, аңшылық',
  fitness:
    'fit, fitness trainer, fitness coach, trainer, trainers, gyms, gym, workouts, exercise, ' +
    'exercises, bodybuilder, crossfitter, yogi, lose weight, slimming, фитнестренер, фитнес ' +
    'тренер, фитоняшка, тренировка, тренеры, качалка, зал, йог, похудеть, худеть, похудения, ' +
    'стройный, фитнесші, жаттығулар, жаттығу залы, дене шынықтыру, бапкер, салмақ тастау, ' +
    'арықтағысы, gym bro, gym bros, gymrat, gym rat, gym rats, personal trainer, personal ' +
    'trainers, pilates, yoga teacher, yoga teachers, yoga instructor, crossfit, ' +
    'bodybuilding, powerlifting, weight loss, качки, качок, фитнес тренеры, пилатес, ' +
    'кроссфит, бодибилдер, бодибилдеры, зожники, йога, растяжка, жаттықтырушы, ' +
    'жаттықтырушылар, фитнес жаттықтырушы, фитнес жаттықтырушылары, арықтау',
  sports:
    'sport, athlete, athletes, footballer, footballers, runner, runners, marathon, boxer, ' +
    'boxers, wrestling, wrestler, judo, volleyball, gymnastics, skiing, snowboard, figure ' +
    'skating, спортсмен, спортсмены, спортсменка, спортивный, футболист, баскетболист, ' +
    'боксер, бегун, бегуны, марафон, борьба, борец, дзюдо, волейбол, гимнастика, лыжи, ' +
    'сноуборд, спортшылар, спорттық, футболшы, боксшы, балуан, балуандар, жүгіруші, ' +
    'марафоншы, шахматшы, дзюдошы, cyclist, cyclists, cycling, swimmer, swimmers, swimming, ' +
    'tennis, tennis player, basketball, hockey, mma, fighters, ufc, triathlon, велосипедист, ' +
    'велосипедисты, пловец, пловцы, теннис, хоккей, хоккеисты, футболисты, бойцы, мма, ' +
    'единоборства, велосипедшілер, жүзу, хоккейшілер, футболшылар, күресшілер',
  wellness:
    'health, healthy, healthy food, healthy lifestyle, nutritionist, nutritionists, ' +
    'dietitian, doctor, doctors, mental health, vitamins, medicine, holistic, здоровье, ' +
    'здоровый, здоровое питание, нутрициолог, нутрициологи, диетолог, диетологи, пп, врач, ' +
    'врачи, доктор, медицина, витамины, денсаулық, денсаулығы, дәрігер, дәрігерлер, ' +
    'диетолог, дәрумен, салауатты, емдәм, тамақтану, dentist, dentists, dental, ' +
    'orthodontist, pediatrician, pediatricians, gynecologist, nurse, nurses, therapist ' +
    'doctor, physician, physicians, biohacking, medic, medics, nutrition, diet, diets, ' +
    'sleep, стоматолог, стоматологи, зубной, ортодонт, педиатр, педиатры, гинеколог, ' +
    'гинекологи, дерматолог, дерматологи, терапевт, медик, медики, медсестра, зож, ' +
    'правильное питание, здоровый образ жизни, биохакинг, тіс дәрігері, тіс дәрігерлері, ' +
    'стоматологтар, педиатрлар, медбике, дұрыс тамақтану',
  lifestyle:
    'life, everyday, vlog life, day to day, life style, лайф, жизнь, будни, стиль жизни, ' +
    'повседневность, лайфстайл блогер, өмір, лайфстайл, тұрмыс салты, күнделікті, daily ' +
    'life, daily vlog, vloggers, vlogger, vlog, влог, влогер, влогеры, повседневная жизнь, ' +
    'влогерлер',
  'personal growth':
    'psychologist, psychologists, psychotherapist, therapist, life coach, self growth, ' +
    'motivational, motivator, self help, психологи, психологический, психотерапевт, коуч, ' +
    'коучи, мотиватор, осознанность, самопознание, өзін дамыту, жеке даму, психологтар, ' +
    'коучтар, ынталандыру, мотивациялық, mindset, mindfulness, self improvement, self ' +
    'development, motivation, coaching, coaches, mentors, mentor, саморазвитие, личностный ' +
    'рост, мотивация, наставник, наставники, коучинг, тәлімгер, психология',
  relationships:
    'relationship, couple, husband, wife, dates, пары, любовный, муж и жена, супруги, ' +
    'семейные отношения, қарым қатынастар, ерлі зайыпты, жұбайлар, сүйіспеншілік, ғашықтық, ' +
    'mother in law, dating, love, couples, marriage, отношения, любовь, свекровь, невестка, ' +
    'знакомства, ене, енелер, ене мен келін, келін мен ене, келіндер мен енелер, махаббат, ' +
    'отбасылық қатынас',
  weddings:
    'bride, brides, bridesmaids, groom, wedding planner, wedding photographers, marriage ' +
    'ceremony, свадебный, свадебный ведущий, свадебный фотограф, невесты, жених, свадьбы, ' +
    'женихи, үйлену, келін, келіндер, тойлар, той ұйымдастыру, қыз узату, үйлену той, ' +
    'wedding dress, wedding dresses, wedding decor, свадебные платья, свадебный декор, ' +
    'свадебный организатор, тойға дайындық',
  events:
    'event, event organizer, event organizers, party, host, hosts, mc, birthday, birthdays, ' +
    'festival, праздник, мероприятие, ивент, ивенты, организатор праздников, организатор ' +
    'мероприятий, ведущие, день рождения, вечеринки, фестиваль, асабалар, мерекелер, іс ' +
    'шаралар, туған күн, той жүргізуші, toastmaster, toastmasters, emcee, emcees, event ' +
    'planner, event planners, parties, animators, тамада, тамады, ведущий на свадьбу, ' +
    'ведущий на той, аниматоры, праздники, той, тойға асаба, тойға, тамадалар, мереке',
  home:
    'interior designer, interior designers, decor, decorating, furnishing, housekeeping, ' +
    'housewife, housewives, renovations, домашний, интерьеры, дизайнер интерьера, ' +
    'домохозяйка, хозяюшка, мебельный, домашний уют, ремонтный, үй ішін, интерьер дизайны, ' +
    'үй жөндеу, жиһаздар, үй шаруасы, interior, interiors, interior design, home decor, ' +
    'furniture, renovation, diy home, cleaning, cozy home, ремонт, интерьер, дизайнеры ' +
    'интерьера, дизайнеры интерьеров, мебель, уборка, уют, дизайн интерьера, жөндеу, жиһаз, ' +
    'үй дизайны, интерьер дизайнерлері',
  gardening:
    'gardener, gardeners, plant, flower, florist, florists, bouquet, bouquets, садовод, ' +
    'садоводы, дачник, дачники, цветок, цветочный, флорист, флористы, букеты, рассада, гүл, ' +
    'гүлші, бағбан, бау бақша, саяжай, флористер, гүл шоқтары, plant lover, plant lovers, ' +
    'plant mom, houseplants, flowers, greenhouse, огород, огородник, огородники, сад, дача, ' +
    'растения, комнатные растения, теплица, гүл өсіруші, гүл өсірушілер, гүлдер, бақша, ' +
    'бағбандар, өсімдіктер',
  agriculture:
    'farmer, farmers, agro, horse, cattle, agricultural, фермер, фермеры, агро, аграрий, ' +
    'агроном, скотоводство, лошадь, коневодство, фермерлер, шаруалар, малшы, агроном, ' +
    'жылқылар, егін, farming, farm, farms, livestock, beekeeper, ranch, сельское хозяйство, ' +
    'ферма, скот, пчеловод, лошади, ауыл шаруашылығы, жылқы, жылқы шаруашылығы, мал ' +
    'шаруашылығы, мал',
  pets:
    'pet, animal, dog, cat, puppy, kitten, pet owner, pet owners, veterinarian, vet, ' +
    'питомец, домашние животные, животное, собака, собачка, пес, кошка, котик, котики, кот, ' +
    'коты, кошатники, собачники, щенок, котенок, ветеринар, зоо, үй жануары, иттер, ' +
    'мысықтар, күшік, ветеринарлар, dog mom, dog moms, cat mom, cat moms, dog lover, dog ' +
    'lovers, cat lover, cat lovers, dog trainer, dog trainers, puppies, kittens, groomer, ' +
    'groomers, кошатница, кошатницы, собачница, собачницы, кинолог, кинологи, грумер, ' +
    'грумеры, питомцы, щенки, котята, үй жануарлары, жануарлар, ит, мысық',
  cars:
    'vehicle, autos, automobile, driver, drivers, motorcycle, bike, bikers, автомобиль, ' +
    'машина, автоблогер, авто блогер, автомобильный, водитель, водители, тачки, мотоцикл, ' +
    'байкер, автолюбители, машиналар, автомобильдер, жүргізуші, жүргізушілер, тәртіпті ' +
    'жүргізу, мотоциклдер, petrolhead, petrolheads, auto, racing, racer, racers, drift, ' +
    'drifters, tuning, motorcycles, motorbikes, car reviews, автомобилист, автомобилисты, ' +
    'автолюбитель, гонки, гонщик, гонщики, дрифт, тюнинг, мотоциклисты, көлік, авто, көлік ' +
    'жүргізуші, көлік жүргізушілері, жарыс',
}
