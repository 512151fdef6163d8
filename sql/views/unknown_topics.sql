-- Topics without a category, for a person to map; ignored ones are marked.
create view derived.unknown_topics as
select
  t.term,
  mode() within group (order by t.topic) as topic,
  count(*) as creators,
  count(*) filter (where t.place = 0) as primary_creators,
  min(t.first_seen_at) as first_seen_at,
  max(t.last_seen_at) as last_seen_at,
  (array_agg(t.blog_id order by t.last_seen_at desc, t.blog_id))[1:3] as example_blog_ids,
  exists (select from ignored_topics i where i.term = t.term) as is_ignored
from blog_topics t
where t.category_id is null
group by t.term;
