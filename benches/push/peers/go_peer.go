// Go's net/http as a client of Apple's push service: go_peer URL CA_FILE JWT TOPIC COUNT IN_FLIGHT.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

var body = []byte(`{"aps":{},"type":"call","call_id":"6f1c0f0e-3ddb-4b10-9d1e-5f4b1c0a8c11",` +
	`"caller":"alice","caller_name":"Alice Example","callee":"bob","domain":"example.org"}`)

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

func main() {
	url, caFile, jwt, topic := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	count, _ := strconv.Atoi(os.Args[5])
	inFlight, _ := strconv.Atoi(os.Args[6])

	pem, err := os.ReadFile(caFile)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
	}}

	push := func(number int) {
		request, err := http.NewRequest("POST", fmt.Sprintf("%s/3/device/%064x", url, number), bytes.NewReader(body))
		if err != nil {
			log.Fatal(err)
		}
		request.Header.Set("authorization", "bearer "+jwt)
		request.Header.Set("apns-topic", topic)
		request.Header.Set("apns-push-type", "voip")
		request.Header.Set("apns-priority", "10")
		request.Header.Set("apns-expiration", "0")
		response, err := client.Do(request)
		if err != nil {
			log.Fatal(err)
		}
		answer, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != 200 {
			log.Fatalf("status %d: %s", response.StatusCode, answer)
		}
	}
	push(0)

	numbers := make(chan int, inFlight)
	var workers sync.WaitGroup
	start, cpu := time.Now(), cpuSeconds()
	for range inFlight {
		workers.Go(func() {
			for number := range numbers {
				push(number)
			}
		})
	}
	for number := 1; number <= count; number++ {
		numbers <- number
	}
	close(numbers)
	workers.Wait()
	fmt.Printf("{\"pushes\": %d, \"seconds\": %f, \"cpu_seconds\": %f}\n", count, time.Since(start).Seconds(), cpuSeconds()-cpu)
}
