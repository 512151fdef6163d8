-- What other folders may read of stores: names, and of which post of which connected account a draft is.
create view shared.stores as select id, name, connection_id from stores;
create view shared.products as select id, name from products;
create view shared.catalog_posts as select id, store_id, platform_id from catalog_posts;
create view shared.product_drafts as select id, post_id, position from product_drafts;
