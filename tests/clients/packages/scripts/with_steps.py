"""Agents that tell their steps in words or as code, with langchain, smolagents and CrewAI.

`..test_packages` runs it, where they are installed.
"""

from __future__ import annotations

import os
from typing import Any

os.environ["CREWAI_DISABLE_TELEMETRY"] = os.environ["OTEL_SDK_DISABLED"] = "true"

from crewai import LLM, Agent, Crew, Task
from crewai.tools import tool as crew_tool
from langchain_classic.agents import AgentExecutor, create_react_agent
from langchain_core.prompts import PromptTemplate
from langchain_core.tools import tool as chain_tool
from langchain_openai import ChatOpenAI
from smolagents import CodeAgent, OpenAIModel, ToolCallingAgent
from smolagents import tool as small_tool

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, run

PARIS = "What is the weather in Paris?"
SUNNY = "sunny, 21 degrees"
PROMPT = """Answer as best you can. You have these tools:

{tools}

Use this format:

Question: the question you must answer
Thought: think about what to do
Action: the action to take, should be one of [{tool_names}]
Action Input: the input to the action
Observation: the result of the action
... (this can repeat)
Thought: I now know the final answer
Final Answer: the final answer to the question

Begin!

Question: {input}
Thought:{agent_scratchpad}"""

asked: list[str] = []


def get_weather(city: str) -> str:
    """Return the weather of a city.

    Args:
        city: the city's name
    """
    asked.append(city)
    return SUNNY


def expect(answer: object) -> None:
    """Hold that the tool was called once, with the city, and its result was used."""
    calls, asked[:] = list(asked), []
    assert calls == ["Paris"], calls
    assert SUNNY in str(answer), answer


def langchain_react() -> None:
    """One text holds the tools, the question and all steps."""
    tools = [chain_tool(get_weather)]
    model = ChatOpenAI(base_url=BASE_URL, api_key=KEY, model="gpt-4o", max_retries=0)
    agent = create_react_agent(model, tools, PromptTemplate.from_template(PROMPT))
    expect(AgentExecutor(agent=agent, tools=tools, max_iterations=4).invoke({"input": PARIS}))


def smolagents(kind: Any) -> None:
    """Results come as the user's words."""
    model = OpenAIModel(model_id="gpt-4o", api_base=BASE_URL, api_key=KEY)
    agent = kind(tools=[small_tool(get_weather)], model=model, max_steps=4, verbosity_level=0)
    calls = agent.run(PARIS), list(asked)
    asked.clear()
    assert calls[1] == ["Paris"], calls


def crewai(calls_functions: bool) -> None:
    """Steps in messages of their own, or calls as OpenAI has them."""
    model = LLM(model="openai/gpt-4o", base_url=BASE_URL, api_key=KEY)
    model.supports_function_calling = lambda: calls_functions
    reporter = Agent(
        role="Reporter",
        goal="Tell the weather",
        backstory="You tell it.",
        tools=[crew_tool("get_weather")(get_weather)],
        llm=model,
        max_iter=4,
    )
    task = Task(description=PARIS, expected_output="A sentence", agent=reporter)
    expect(Crew(agents=[reporter], tasks=[task]).kickoff())


CHECKS |= {
    "langchain": langchain_react,
    "smolagents calls": lambda: smolagents(ToolCallingAgent),
    "smolagents code": lambda: smolagents(CodeAgent),
    "crewai steps": lambda: crewai(False),
    "crewai calls": lambda: crewai(True),
}

if __name__ == "__main__":
    run()
