-- What other folders may read of people: who they are, and their role.
create view shared.users as select id, login, name, role, is_active from users;
