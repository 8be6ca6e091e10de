//! Transactions beside each other and beside single reads. (Developer Guide, "Amazon DynamoDB
//! Transactions: How it works": transactions are serializable with each other and with GetItem.)

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::tables::{Target, error_of, n, s, target};

const TRANSFERS: usize = 60;
const ACCOUNTS: usize = 3;
const BALANCE: i64 = 100;

fn add(table: &str, key: &str, amount: i64) -> Value {
    json!({"Update": {
        "TableName": table, "Key": {"pk": s(key)}, "UpdateExpression": "ADD n :amount",
        "ExpressionAttributeValues": {":amount": n(amount)},
    }})
}

/// The answer of a transaction that is sent again while others are in its way.
fn made(target: &Target, operation: &str, request: &Value) -> Value {
    loop {
        let reply = target.send(operation, request.clone());
        if reply.status == 200 {
            return reply.json();
        }
        assert_conflict(&reply.json());
    }
}

/// Nothing but conflicts may cancel these transactions (API reference, "TransactWriteItems").
fn assert_conflict(refusal: &Value) {
    let conflict = json!({
        "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item",
    });
    let reasons = refusal["CancellationReasons"].as_array().unwrap();
    assert!(reasons.contains(&conflict), "{refusal}");
    let none = json!({"Code": "None"});
    assert!(reasons.iter().all(|own| *own == conflict || *own == none));
}

fn number(item: &Value) -> i64 {
    item["n"]["N"].as_str().unwrap().parse().unwrap()
}

fn account(tables: &[String], at: usize) -> (&str, String) {
    (&tables[at % tables.len()], format!("account {at}"))
}

/// Moves money from account to account, in tables named in either order.
fn transfer(target: &Target, tables: &[String], seed: usize) {
    for step in 0..TRANSFERS {
        let from = (seed + step) % ACCOUNTS;
        let to = (from + 1 + (seed + step / ACCOUNTS) % (ACCOUNTS - 1)) % ACCOUNTS;
        let amount = (step % 7) as i64 + 1;
        let ((first, key), (second, other)) = (account(tables, from), account(tables, to));
        let request = json!({"TransactItems": [
            add(first, &key, -amount), add(second, &other, amount),
        ]});
        made(target, "TransactWriteItems", &request);
    }
}

fn sum_seen(target: &Target, tables: &[String]) -> i64 {
    let gets: Vec<_> = (0..ACCOUNTS)
        .map(|at| {
            let (table, key) = account(tables, at);
            json!({"Get": {"TableName": table, "Key": {"pk": s(&key)}}})
        })
        .collect();
    let answer = made(target, "TransactGetItems", &json!({"TransactItems": gets}));
    let responses = answer["Responses"].as_array().unwrap();
    responses.iter().map(|own| number(&own["Item"])).sum()
}

fn sums_stay_the_same(tables: usize) {
    let target = target();
    let tables: Vec<_> = (0..tables).map(|_| target.hash_table()).collect();
    for at in 0..ACCOUNTS {
        let (table, key) = account(&tables, at);
        target.put(table, json!({"pk": s(&key), "n": n(BALANCE)}));
    }
    let expected = BALANCE * ACCOUNTS as i64;
    let running = AtomicBool::new(true);
    let (target, tables, running) = (&target, &tables[..], &running);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|seed| scope.spawn(move || transfer(target, tables, seed)))
            .collect();
        for _ in 0..2 {
            scope.spawn(move || {
                while running.load(Ordering::Relaxed) {
                    assert_eq!(sum_seen(target, tables), expected);
                    if let [table] = tables {
                        let page = target.ok("Scan", json!({"TableName": table}));
                        let items = page["Items"].as_array().unwrap();
                        assert_eq!(items.iter().map(number).sum::<i64>(), expected);
                    }
                }
            });
        }
        let ended: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        running.store(false, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok));
    });
    assert_eq!(sum_seen(target, tables), expected);
}

#[test]
fn transfers_in_one_table_keep_its_sum_for_scans_too() {
    sums_stay_the_same(1);
}

#[test]
fn transfers_between_tables_keep_their_sum() {
    sums_stay_the_same(3);
}

#[test]
fn single_reads_never_go_back_behind_a_transaction_they_have_seen() {
    let target = target();
    let mut tables = [target.hash_table(), target.hash_table()];
    tables.sort();
    for table in &tables {
        target.put(table, json!({"pk": s("a"), "n": n(0)}));
    }
    let running = AtomicBool::new(true);
    let (target, tables, running) = (&target, &tables, &running);
    let read = |table: &str| number(&target.get(table, json!({"pk": s("a")})));
    thread::scope(|scope| {
        for [first, second] in [[0, 1], [1, 0]] {
            scope.spawn(move || {
                while running.load(Ordering::Relaxed) {
                    let seen = read(&tables[first]);
                    assert!(read(&tables[second]) >= seen);
                }
            });
        }
        let writer = scope.spawn(move || {
            for _ in 0..TRANSFERS {
                let both = [add(&tables[0], "a", 1), add(&tables[1], "a", 1)];
                target.ok("TransactWriteItems", json!({"TransactItems": both}));
            }
        });
        let ended = writer.join();
        running.store(false, Ordering::Relaxed);
        assert!(ended.is_ok());
    });
}

// Developer Guide, "Transaction conflict handling": of two transactions that meet at an item one is
// made and the other cancelled, and so are single writes that meet one.
#[test]
fn what_meets_at_an_item_is_made_or_says_that_it_met() {
    let target = target();
    let table = target.hash_table();
    let (target, table) = (&target, &table);
    let both = json!({"TransactItems": [add(table, "a", 1), add(table, "b", 1)]});
    let alone = add(table, "a", 1)["Update"].take();
    let transactions = || {
        let sent = (0..TRANSFERS).map(|_| target.send("TransactWriteItems", both.clone()));
        let (made, met): (Vec<_>, Vec<_>) = sent.partition(|reply| reply.status == 200);
        met.iter().for_each(|reply| assert_conflict(&reply.json()));
        made.len()
    };
    let single = || {
        let sent = (0..TRANSFERS).map(|_| target.send("UpdateItem", alone.clone()));
        let (made, met): (Vec<_>, Vec<_>) = sent.partition(|reply| reply.status == 200);
        for reply in &met {
            assert_eq!(
                error_of(reply),
                "TransactionConflictException: Transaction is ongoing for the item"
            );
        }
        made.len()
    };
    let (in_pairs, alone) = thread::scope(|scope| {
        let pairs: Vec<_> = (0..4).map(|_| scope.spawn(transactions)).collect();
        let alone = scope.spawn(single);
        let pairs: usize = pairs.into_iter().map(|own| own.join().unwrap()).sum();
        (pairs, alone.join().unwrap())
    });
    assert!(in_pairs > 0);
    let stored = |key: &str| number(&target.get(table, json!({"pk": s(key)}))) as usize;
    assert_eq!((stored("a"), stored("b")), (in_pairs + alone, in_pairs));
}

// Public suites: of concurrent requests with one token, one is made and the others repeat it.
#[test]
fn concurrent_requests_under_one_token_are_made_once() {
    let target = target();
    let table = target.hash_table();
    let request = json!({"TransactItems": [add(&table, "a", 1)], "ClientRequestToken": "once"});
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| target.ok("TransactWriteItems", request.clone()));
        }
    });
    assert_eq!(number(&target.get(&table, json!({"pk": s("a")}))), 1);
}
