-- The key store is a database of its own. Run once, when the server is made.
CREATE DATABASE chiron_keys OWNER chiron;
