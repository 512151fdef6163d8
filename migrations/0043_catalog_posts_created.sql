-- Costs of the posts of a store since a day.
create index concurrently if not exists catalog_posts_created_idx on catalog_posts (store_id, created_at);
