// What vendors' clients for Go do about faults: each asks once for each row of the command line, as
// often as it tries by itself, and one line tells what came of it.
//
// `test_retries.py` runs it with a server's root in MOCK_URL.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"time"

	"github.com/anthropics/anthropic-sdk-go"
	anthropicoption "github.com/anthropics/anthropic-sdk-go/option"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/openai/openai-go/v3"
	openaioption "github.com/openai/openai-go/v3/option"
	"google.golang.org/genai"
)

const (
	timeout = time.Second
	claude  = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
)

var root = os.Getenv("MOCK_URL")

// asking is one request: the fields to send with it, its text, and whether it is for a stream.
type asking struct {
	fields map[string]string
	text   string
	stream bool
}

// wishing sends fields with each attempt.
type wishing struct {
	fields map[string]string
}

func (w wishing) RoundTrip(request *http.Request) (*http.Response, error) {
	for name, value := range w.fields {
		request.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(request)
}

// client has the time-out of one attempt: some of those here count theirs over all attempts.
func (a asking) client() *http.Client {
	return &http.Client{Transport: wishing{a.fields}, Timeout: timeout}
}

func withOpenAI(a asking) error {
	client := openai.NewClient(
		openaioption.WithBaseURL(root+"/v1"), openaioption.WithAPIKey("sk-any"),
		openaioption.WithHTTPClient(a.client()),
	)
	params := openai.ChatCompletionNewParams{
		Model:    "gpt-4o",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(a.text)},
	}
	if !a.stream {
		_, err := client.Chat.Completions.New(context.Background(), params)
		return err
	}
	stream := client.Chat.Completions.NewStreaming(context.Background(), params)
	for stream.Next() {
	}
	return stream.Err()
}

func withAnthropic(a asking) error {
	client := anthropic.NewClient(
		anthropicoption.WithBaseURL(root), anthropicoption.WithAPIKey("sk-any"),
		anthropicoption.WithHTTPClient(a.client()),
	)
	params := anthropic.MessageNewParams{
		Model:     "claude-sonnet-5",
		MaxTokens: 200,
		Messages: []anthropic.MessageParam{
			anthropic.NewUserMessage(anthropic.NewTextBlock(a.text)),
		},
	}
	if !a.stream {
		_, err := client.Messages.New(context.Background(), params)
		return err
	}
	stream := client.Messages.NewStreaming(context.Background(), params)
	for stream.Next() {
	}
	return stream.Err()
}

// Google's asks once, unless it is given options.
func withGoogle(a asking) error {
	retries := &genai.HTTPRetryOptions{Attempts: genai.Ptr(int32(3)), InitialDelay: genai.Ptr(0.1)}
	client, err := genai.NewClient(context.Background(), &genai.ClientConfig{
		APIKey: "any", Backend: genai.BackendGeminiAPI, HTTPClient: a.client(),
		HTTPOptions: genai.HTTPOptions{BaseURL: root, RetryOptions: retries},
	})
	if err != nil {
		return err
	}
	model, contents := "gemini-2.0-flash", genai.Text(a.text)
	if !a.stream {
		_, err = client.Models.GenerateContent(context.Background(), model, contents, nil)
		return err
	}
	for _, err := range client.Models.GenerateContentStream(
		context.Background(), model, contents, nil) {
		if err != nil {
			return err
		}
	}
	return nil
}

func withAWS(a asking) error {
	client := bedrockruntime.New(bedrockruntime.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(root), HTTPClient: a.client(),
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", ""),
	})
	messages := []types.Message{{
		Role:    types.ConversationRoleUser,
		Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: a.text}},
	}}
	model := aws.String(claude)
	if !a.stream {
		_, err := client.Converse(context.Background(),
			&bedrockruntime.ConverseInput{ModelId: model, Messages: messages})
		return err
	}
	answer, err := client.ConverseStream(context.Background(),
		&bedrockruntime.ConverseStreamInput{ModelId: model, Messages: messages})
	if err != nil {
		return err
	}
	stream := answer.GetStream()
	for range stream.Events() {
	}
	return stream.Err()
}

// outcome is `answer`, or the type of the innermost error.
func outcome(err error) string {
	if err == nil {
		return "answer"
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return reflect.TypeOf(err).String()
}

func main() {
	var rows map[string][2]any
	if err := json.Unmarshal([]byte(os.Args[1]), &rows); err != nil {
		panic(err)
	}
	clients := map[string]func(asking) error{
		"openai-go": withOpenAI, "anthropic-go": withAnthropic,
		"google-genai-go": withGoogle, "aws-sdk-go": withAWS,
	}
	for client, ask := range clients {
		for row, wanted := range rows {
			text := client + ": " + row
			fields := map[string]string{"x-mock-fault": wanted[0].(string), "x-mock-case": text}
			told := outcome(ask(asking{fields, text, wanted[1].(bool)}))
			line, _ := json.Marshal(map[string]string{"client": client, "row": row, "outcome": told})
			fmt.Println(string(line))
		}
	}
}
