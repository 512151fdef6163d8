-- What other folders may read of views: their names and addresses.
create view shared.saved_views as select id, user_id, page, name, query, is_shared from saved_views;
