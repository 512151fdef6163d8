-- What of a post's label, words, codes and links says that it advertises, and for whom, each with its evidence:
-- {"signs": [{"kind", "quote"}], "brands": [{"brand", "by", "quote"}]}. Null where nothing does, and of posts that were
-- not read since.
alter table blog_posts add column advertising jsonb;
