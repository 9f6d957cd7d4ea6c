# Commands of yuce. `make` alone lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run run-cluster restart-cluster setup index index-pack index-install train ask search eval bench bench-turns bench-scale calibrate review parse-report desk-user test faults doctor clean bundle bundle-check

# What was typed after q= reaches the command through the environment, so quotes and $ in it are only text.
override q := $(value q)
override sender := $(value sender)
override DIR := $(value DIR)
override name := $(value name)
override role := $(value role)
override accept := $(value accept)
override drop := $(value drop)
override file := $(value file)
override sha256 := $(value sha256)
export q sender DIR name role accept drop file sha256

# exec: signals reach the command itself.
DEPLOY := python="$$(deploy/find_python 3.11)" || exit 1; exec "$$python" -m deploy
SETUP := python="$$(deploy/find_python 3.11)" || exit 1; "$$python" -m deploy setup || exit 1; exec .venv/bin/python -m

help: ## 列出所有命令
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' Makefile

run: ## 安装、构建、训练（只做缺的和过期的），启动并试问一题；Ctrl-C 停止
	@$(DEPLOY) run

run-cluster: ## 在一台机器上运行集群：nginx、2 个门户、3 个 Rasa、2 个动作服务、Redis、PostgreSQL；Ctrl-C 停止
	@$(DEPLOY) run-cluster

restart-cluster: ## 逐个重启集群的各个进程，期间照常作答
	@$(DEPLOY) restart-cluster

ask: ## 问正在运行的机器人：make ask q="…"（追问时加 sender=同一个名字）
	@$(DEPLOY) ask --sender "$$sender" -- "$$q"

search: ## 不经对话直接检索：make search q="…"
	@$(SETUP) index search "$$q"

test: ## 全部检查：ruff、mypy、bandit、rasa data validate、pytest（两个环境）
	@$(DEPLOY) check

faults: ## 全部故障测试的完整形式（200 次杀进程等，一两个小时）
	@$(DEPLOY) faults

eval: ## 用评测题问正在运行的机器人，并与上次结果比较
	@$(SETUP) tests.evaluation

bench: ## 与四个检索库比对错，与原版 Rasa 比快慢（1、8、32 人同时）；最后一行是倍数
	@$(SETUP) tests.bench

bench-turns: ## 一个会话连问 105 轮，看越聊会不会越慢
	@$(SETUP) tests.e2e.bench_turns

bench-scale: ## 收录 20 到 10 万条措施时一问要多久：建索引、检索、内存、召回
	@$(SETUP) tests.index.bench_scale

calibrate: ## 在开发题上重新拟合阈值（data/calibration.yml）：换嵌入模型或改动语料后
	@$(DEPLOY) calibrate

review: ## 复核草稿：列出、批量测试、逐份询问；或 make review accept="编号 …|all"、drop="…"
	@$(DEPLOY) review --accept "$$accept" --drop "$$drop"

parse-report: ## 看解析器能读懂一个文件夹里的多少通知：make parse-report DIR=…
	@$(SETUP) index parse-report "$$DIR"

desk-user: ## 生成坐席台账号（输入口令）：make desk-user name=王芳 role=operator（或 editor）
	@$(SETUP) web.passwords "$$name" "$$role"

index: ## 只构建索引
	@$(DEPLOY) index

index-pack: ## 把当前索引打成一个文件（附 sha256），供别的机器安装
	@$(SETUP) index pack

index-install: ## 核对并发布一个索引文件：make index-install file=…（可加 sha256=…）；运行中的几秒后自动换用
	@if [ -z "$$file" ]; then echo '用法：make index-install file=…  [sha256=…]' >&2; exit 2; fi
	@$(SETUP) index install $${sha256:+--sha256 "$$sha256"} -- "$$file"

bundle: ## 做一个不用网络就能安装的包（程序、依赖、网页、索引、模型）
	@$(DEPLOY) bundle

bundle-check: ## 切断网络，把这个包装到新文件夹，启动并提问（要 root）
	@$(DEPLOY) bundle-check

train: ## 只训练对话模型
	@$(DEPLOY) train

setup: ## 只安装两个虚拟环境
	@$(DEPLOY) setup

doctor: ## 看装了什么、什么过期、什么在监听、占多少磁盘和内存
	@$(DEPLOY) doctor

clean: ## 删除虚拟环境和运行时文件
	@$(DEPLOY) clean
