import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiModerationModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What langchain4j does over three vendors' APIs; test_packages.py runs it with a root in MOCK_URL. */
public final class LangChain4j {
    private static final String ROOT = System.getenv("MOCK_URL");
    private static final String BASE = ROOT + "/v1";
    private static final String KEY = "sk-any";
    private static final String MODEL = "gpt-4o-mini";
    private static final String CLAUDE = "claude-sonnet-5";
    private static final String GEMINI = "gemini-2.5-flash-lite";
    private static final String ANNA = "Anna Berg is 34 years old, says Bo. Is she alone?";
    private static final Map<String, List<String>> LOOPS = Map.of(
            "Get the weather in Oslo and the population of Rome.",
            List.of("weather of Oslo", "people of Rome"),
            "Compare the weather in Oslo and Rome.", List.of("weather of Oslo", "weather of Rome"));

    /** What is to be extracted. */
    public record Person(String name, int age) {}

    private interface Asked {
        Result<String> ask(String text);
    }

    private interface Streamed {
        TokenStream ask(String text);
    }

    private interface Extracted {
        Person person(String text);
    }

    /** A choice. */
    public enum Sky { SUNNY, RAINY }

    private interface Bare {
        Sky sky(String text);

        List<Sky> skies(String text);

        boolean yes(String text);

        int count(String text);

        double share(String text);

        LocalDate day(String text);

        LocalTime time(String text);

        LocalDateTime moment(String text);

        List<String> items(String text);
    }

    /** Tools that keep what they were asked. */
    public static final class Tools {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Tool("Tells the weather of a city.")
        String getWeather(@P("the city") String city) {
            asked.add("weather of " + city);
            return "sunny in " + city;
        }

        @Tool("Tells how many people live in a city.")
        int getPopulation(@P("the city") String city) {
            asked.add("people of " + city);
            return 700_000;
        }
    }

    private static ChatModel chat(Map<String, String> fields) {
        return OpenAiChatModel.builder()
                .baseUrl(BASE).apiKey(KEY).modelName(MODEL).customHeaders(fields).maxRetries(1).build();
    }

    private static ChatModel strict() {
        return OpenAiChatModel.builder()
                .baseUrl(BASE).apiKey(KEY).modelName(MODEL).maxRetries(0)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .strictJsonSchema(true)
                .strictTools(true)
                .build();
    }

    private static StreamingChatModel chatStreamed(Map<String, String> fields) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(BASE).apiKey(KEY).modelName(MODEL).customHeaders(fields).build();
    }

    private static Map<String, ChatModel> models() {
        return Map.of(
                "chat", chat(Map.of()),
                "strict", strict(),
                "responses",
                OpenAiResponsesChatModel.builder().baseUrl(BASE).apiKey(KEY).modelName("gpt-5").build(),
                "anthropic",
                AnthropicChatModel.builder()
                        .baseUrl(BASE).apiKey(KEY).modelName(CLAUDE).maxTokens(2000).build(),
                "gemini",
                GoogleAiGeminiChatModel.builder()
                        .baseUrl(ROOT + "/v1beta").apiKey(KEY).modelName(GEMINI).build());
    }

    private static Map<String, StreamingChatModel> streamingModels() {
        return Map.of(
                "chat", chatStreamed(Map.of()),
                "responses",
                OpenAiResponsesStreamingChatModel.builder()
                        .baseUrl(BASE).apiKey(KEY).modelName("gpt-5").build(),
                "anthropic",
                AnthropicStreamingChatModel.builder()
                        .baseUrl(BASE).apiKey(KEY).modelName(CLAUDE).maxTokens(2000).build(),
                "gemini",
                GoogleAiGeminiStreamingChatModel.builder()
                        .baseUrl(ROOT + "/v1beta").apiKey(KEY).modelName(GEMINI).build());
    }

    private static ChatRequest hello() {
        return ChatRequest.builder().messages(UserMessage.from("Hello")).build();
    }

    private static void whole(ChatModel model) {
        check(model.chat(hello()));
    }

    private static void check(ChatResponse done) {
        TokenUsage usage = done.tokenUsage();
        Checking.hold(!done.aiMessage().text().isEmpty(), done);
        Checking.hold(done.finishReason() == FinishReason.STOP, done);
        Checking.hold(usage.inputTokenCount() > 0 && usage.outputTokenCount() > 0, done);
        int sum = usage.inputTokenCount() + usage.outputTokenCount();
        Checking.hold(usage.totalTokenCount() == sum, done);
    }

    /** Puts the pieces of an answer into a list; what breaks off is an ExecutionException. */
    private static ChatResponse stream(StreamingChatModel model, List<String> pieces) throws Exception {
        var done = new CompletableFuture<ChatResponse>();
        model.chat(hello(), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                pieces.add(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                done.completeExceptionally(error);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
    }

    private static void streamed(StreamingChatModel model) throws Exception {
        List<String> pieces = new ArrayList<>();
        ChatResponse done = stream(model, pieces);
        check(done);
        Checking.hold(pieces.size() > 1, pieces);
        Checking.hold(String.join("", pieces).equals(done.aiMessage().text()), pieces);
    }

    private static void loop(ChatModel model, String prompt, List<String> calls) {
        Tools tools = new Tools();
        var service = AiServices.builder(Asked.class).chatModel(model).tools(tools).build();
        Result<String> done = service.ask(prompt);
        Checking.hold(tools.asked.equals(calls), tools.asked);
        Checking.hold(done.content().contains("sunny in Oslo"), done.content());
    }

    private static void loopStreamed(StreamingChatModel model, String prompt, List<String> calls)
            throws Exception {
        Tools tools = new Tools();
        var ended = new CompletableFuture<ChatResponse>();
        AiServices.builder(Streamed.class).streamingChatModel(model).tools(tools).build().ask(prompt)
                .onPartialResponse(piece -> {})
                .onCompleteResponse(ended::complete)
                .onError(ended::completeExceptionally)
                .start();
        String text = ended.get(20, TimeUnit.SECONDS).aiMessage().text();
        Checking.hold(tools.asked.equals(calls), tools.asked);
        Checking.hold(text.contains("sunny in Oslo"), text);
    }

    private static void extracted(ChatModel model) {
        Person person = AiServices.create(Extracted.class, model).person(ANNA);
        Checking.hold(person.equals(new Person("Anna Berg", 34)), person);
    }

    private static void bare(ChatModel model) {
        Bare asked = AiServices.create(Bare.class, model);
        Checking.hold(asked.sky("It is rainy in Oslo.") == Sky.RAINY, "sky");
        Checking.hold(!asked.skies("It is rainy in Oslo.").isEmpty(), "skies");
        asked.yes("Is Oslo in Norway?");
        asked.count("How many fjords are there?");
        asked.share("Which share of them is deep?");
        Checking.hold(asked.day("When was it?").getYear() > 0, "day");
        Checking.hold(asked.time("When was it?") != null, "time");
        Checking.hold(asked.moment("When was it?").getYear() > 0, "moment");
        Checking.hold(!asked.items("List some towns.").isEmpty(), "items");
    }

    private static void embeddings() {
        var model = OpenAiEmbeddingModel.builder()
                .baseUrl(BASE).apiKey(KEY).modelName("text-embedding-3-small").dimensions(256).build();
        var done = model.embedAll(List.of(TextSegment.from("one"), TextSegment.from("two")));
        Checking.hold(done.content().stream().allMatch(one -> one.dimension() == 256), done);
        Checking.hold(done.tokenUsage().inputTokenCount() == 2, done.tokenUsage());
    }

    private static void moderation() {
        var model = OpenAiModerationModel.builder()
                .baseUrl(BASE).apiKey(KEY).modelName("omni-moderation-latest").build();
        Checking.hold(!model.moderate("Hello").content().flagged(), "flagged");
    }

    private static void catalog() {
        var models = OpenAiModelCatalog.builder().baseUrl(BASE).apiKey(KEY).build().listModels();
        Checking.hold(models.stream().anyMatch(one -> one.name().equals(MODEL)), models);
    }

    private static void retried() {
        String fault = "status;code=429;retry_after=1s;first=1;per=case";
        whole(chat(Map.of("x-mock-fault", fault, "x-mock-case", UUID.randomUUID().toString())));
    }

    private static void refused() throws Exception {
        var model = chatStreamed(Map.of("x-mock-error", "rate_limit_requests"));
        var error = Checking.thrown(ExecutionException.class, () -> stream(model, new ArrayList<>()));
        Checking.hold(error.getCause() instanceof RateLimitException, error);
    }

    private static void cut() throws Exception {
        List<String> pieces = new ArrayList<>();
        var model = chatStreamed(Map.of("x-mock-fault", "cut;after=5tokens"));
        Checking.thrown(ExecutionException.class, () -> stream(model, pieces));
        Checking.hold(pieces.size() == 5, pieces);
    }

    /** Prints one line for each check. */
    public static void main(String[] arguments) {
        Checking checks = new Checking();
        models().forEach((name, model) -> {
            checks.add(name, () -> whole(model));
            checks.add(name + " extracted", () -> extracted(model));
            checks.add(name + " bare", () -> bare(model));
            LOOPS.forEach((prompt, calls) ->
                    checks.add(name + ": " + prompt, () -> loop(model, prompt, calls)));
        });
        streamingModels().forEach((name, model) -> {
            checks.add(name + " streamed", () -> streamed(model));
            LOOPS.forEach((prompt, calls) ->
                    checks.add(name + " streamed: " + prompt, () -> loopStreamed(model, prompt, calls)));
        });
        checks.add("embeddings", LangChain4j::embeddings);
        checks.add("moderation", LangChain4j::moderation);
        checks.add("catalog", LangChain4j::catalog);
        checks.add("retried", LangChain4j::retried);
        checks.add("refused", LangChain4j::refused);
        checks.add("cut", LangChain4j::cut);
        checks.run();
    }
}
