//! Load for a running daemon: HTTP as XMPP servers and proxies send it, and SIP as a proxy in front of it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{anyhow, bail, ensure};
use serde_json::json;
use siplaunch_push_benches::{
    cpu_time_of,
    proxy::{Proxy, Registers},
    quantile, resident_memory_of,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::sleep_until,
};

const USAGE: &str = "usage:
  load push HTTP_ADDRESS RATE SECONDS CALLEES            POST /push, at a rate
  load wait SIP_ADDRESS PID RATE CALLS SETTLE_SECONDS    calls that wait: memory
  load calls SIP_ADDRESS PID RATE SECONDS                calls whose phone wakes: CPU time";

/// Connections to the daemon's HTTP face.
const CONNECTIONS: usize = 32;
/// How long a woken phone of `load calls` takes to register.
const WAKE: Duration = Duration::from_millis(200);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["push", address, rate, seconds, callees] => {
            push(address.parse()?, rate.parse()?, seconds.parse()?, callees.parse()?).await?
        }
        ["wait", address, pid, rate, calls, settle] => {
            wait(address.parse()?, pid.parse()?, rate.parse()?, calls.parse()?, settle.parse()?)?
        }
        ["calls", address, pid, rate, seconds] => {
            calls(address.parse()?, pid.parse()?, rate.parse()?, seconds.parse()?)?
        }
        _ => bail!(USAGE),
    };
    println!("{result}");
    Ok(())
}

/// A connection that is kept, to the daemon's HTTP face.
struct Http(BufReader<TcpStream>);

impl Http {
    async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and gives the status of the answer.
    async fn send(&mut self, head: &str, content_type: &str, body: &str) -> anyhow::Result<u16> {
        let length = body.len();
        let request =
            format!("{head}Host: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}");
        self.0.write_all(request.as_bytes()).await?;
        let mut line = String::new();
        self.0.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).ok_or_else(|| anyhow!("no status line"))?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line).await?;
            match line.trim_end().split_once(':') {
                None => break,
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse()?,
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        Ok(status)
    }
}

/// Each request has a time at which it is due, and its latency counts from there: a late one delays nobody unseen.
async fn push(address: SocketAddr, rate: u32, seconds: u32, callees: u64) -> anyhow::Result<serde_json::Value> {
    let (next, count) = (Arc::new(AtomicU64::new(0)), u64::from(rate) * u64::from(seconds));
    let start = Instant::now() + Duration::from_millis(100);
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let next = next.clone();
            tokio::spawn(async move {
                let mut http = Http::connect(address).await?;
                let mut latencies = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return anyhow::Ok(latencies);
                    }
                    let due = start + Duration::from_secs_f64(number as f64 / f64::from(rate));
                    sleep_until(due.into()).await;
                    let body = format!("caller=alice&callee=bob{}&domain=127.0.0.1&push_id={number}", number % callees);
                    let kind = "application/x-www-form-urlencoded";
                    let sent = Instant::now();
                    let status = http.send("POST /push HTTP/1.1\r\n", kind, &body).await?;
                    ensure!(status == 202, "POST /push: {status}");
                    // The timer of this program has steps of 1 ms, which are not the daemon's.
                    let late = sent.duration_since(due).saturating_sub(Duration::from_millis(1));
                    latencies.push(sent.elapsed() + late);
                }
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for worker in workers {
        latencies.extend(worker.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    latencies.sort();
    let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| quantile(&latencies, share).as_secs_f64() * 1e3);
    Ok(json!({"requests": count, "seconds": seconds, "p50_ms": p50, "p99_ms": p99, "max_ms": max}))
}

fn wait(address: SocketAddr, pid: u32, rate: u32, calls: u64, settle: f64) -> anyhow::Result<serde_json::Value> {
    let mut proxy = Proxy::new(address, Registers::Never)?;
    // What the first calls bring along once is not theirs.
    proxy.run(0..1000, rate)?;
    proxy.serve(Duration::from_secs(1))?;
    let before = resident_memory_of(pid)?;
    proxy.run(1000..1000 + calls, rate)?;
    proxy.serve(Duration::from_secs(1))?;
    let fresh = resident_memory_of(pid)?;
    proxy.serve(Duration::from_secs_f64(settle))?;
    let settled = resident_memory_of(pid)?;
    let each = |after: u64| after.saturating_sub(before) as f64 / calls as f64;
    Ok(json!({
        "calls": calls, "bytes_a_call_fresh": each(fresh), "bytes_a_call": each(settled),
        "messages": proxy.counts(),
    }))
}

fn calls(address: SocketAddr, pid: u32, rate: u32, seconds: u32) -> anyhow::Result<serde_json::Value> {
    let mut proxy = Proxy::new(address, Registers::After(WAKE))?;
    proxy.run(0..u64::from(rate), rate)?;
    proxy.serve(Duration::from_secs(2))?;
    let (start, cpu) = (Instant::now(), cpu_time_of(pid)?);
    let count = u64::from(rate) * u64::from(seconds);
    proxy.run(u64::from(rate)..u64::from(rate) + count, rate)?;
    let elapsed = start.elapsed().as_secs_f64();
    let cpu = (cpu_time_of(pid)? - cpu).as_secs_f64();
    proxy.serve(Duration::from_secs(2))?;
    Ok(json!({
        "calls": count, "seconds": elapsed, "cpu_seconds": cpu, "messages": proxy.counts(),
    }))
}
