-- What other folders may read of creators: all columns.
create view shared.persons as select * from persons;
create view shared.blogs as select * from blogs;
create view shared.blog_posts as select * from blog_posts;
create view shared.blog_highlights as select * from blog_highlights;
create view shared.blog_snapshots as select * from blog_snapshots;
-- The usual values of creators of a tier, metric by metric.
create view shared.tier_benchmarks as select * from tier_benchmarks;
