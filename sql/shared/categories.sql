-- What other folders may read of categories: all columns.
create view shared.categories as select * from categories;
create view shared.category_synonyms as select * from category_synonyms;
create view shared.blog_categories as select * from blog_categories;
