-- What other folders may read of people: who they are.
create view shared.users as select id, login, name, is_active from users;
